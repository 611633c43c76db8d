"""Wrong files are reported in Chinese at their place, without traceback; nothing is written. A golden file a case."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_runner import run
from conftest import FRAME, TESTS

CASES = sorted((TESTS / "golden" / "errors").glob("*.yaml"))


# understood, but wrong: a draft is written
NOT_FATAL = {"relations"}


FILES = {
    "control-character-raw": FRAME.encode() + "学法考试:\n  平台: 如\x01法网\n".encode(),
    "line-separator-raw": FRAME.encode() + "学法考试:\n  平台: 如\u2028法网\n".encode(),
    "deep-brackets": b"[" * 30_000,
    "too-large": b"# " + b"x" * 50_000_000,
    "no-text": b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4,
    "word-file": b"PK\x03\x04rest",
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_wrong_yaml(case, tmp_path, monkeypatch, capfd, golden):
    monkeypatch.chdir(tmp_path)
    Path("2025.yaml").write_bytes(case.read_bytes())
    status, out, err = run(capfd, "build", "2025.yaml")
    assert status == (1 if case.stem in NOT_FATAL else 2)
    if status == 2:
        assert out == "" and [p.name for p in tmp_path.iterdir()] == ["2025.yaml"]
    golden(Path("errors") / f"{case.stem}.txt", err)


@pytest.mark.parametrize("name", FILES)
def test_wrong_file(name, tmp_path, monkeypatch, capfd, golden):
    monkeypatch.chdir(tmp_path)
    Path("2025.yaml").write_bytes(FILES[name])
    status, out, err = run(capfd, "build", "2025.yaml")
    assert (status, out) == (2, "")
    assert [p.name for p in tmp_path.iterdir()] == ["2025.yaml"]
    golden(Path("errors") / f"{name}.txt", err)


@pytest.mark.parametrize("codec", ["gbk", "gb18030", "utf-8-sig", "utf-16"])
def test_other_encodings_build(codec, tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    Path("2025.yaml").write_bytes((FRAME + "其他: 无\n").replace("\n", "\r\n").encode(codec))
    status, out, err = run(capfd, "build", "2025.yaml")
    assert status == 1 and out.strip() == "示例镇2025年法治政府建设年度报告（草稿）.docx"
    assert ("文件编码为 GBK" in err) == codec.startswith("gb")
