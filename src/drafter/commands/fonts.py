"""The official typefaces that this machine lacks: reported once, as every line of a page depends on them."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from drafter.findings import NOWHERE, Finding, Severity
from drafter.typesetting.page_format import PageFormat

_LONGEST_WAIT = 10.0  # seconds; a first fc-list reads every font file


def notice(page_format: PageFormat) -> Finding | None:
    """A notice on missing typefaces; None where none is missing or that cannot be known."""
    names = installed_fonts()
    missing = missing_typefaces(typefaces_of(page_format), names, page_format.other_names) if names else []
    if not missing:
        return None
    return Finding(
        Severity.NOTICE,
        NOWHERE,
        f"这台电脑没有安装{'、'.join(missing)}，显示和打印时会用别的字体代替，行数会变："
        "请安装这些字体，或在装有这些字体的电脑上打印（只提示这一次）",
    )


def typefaces_of(page_format: PageFormat) -> tuple[str, ...]:
    """The typefaces of a format, each once."""
    return tuple(dict.fromkeys(filter(None, [*page_format.fonts.values(), page_format.digits_font])))


def notice_key(page_format: PageFormat) -> str:
    """The name of the cache entry for a reported set of typefaces."""
    digest = sha256("\n".join(sorted(typefaces_of(page_format))).encode()).hexdigest()
    return f"fonts-{digest[:16]}.txt"


def missing_typefaces(
    typefaces_of: Iterable[str], names: Iterable[str], other_names: Mapping[str, Sequence[str]]
) -> list[str]:
    """The typefaces of which neither the name nor an equivalent is in `names`.

    >>> missing_typefaces(["黑体", "楷体_GB2312"], ["SimHei", "宋体"], {"黑体": ["SimHei"]})
    ['楷体_GB2312']
    """
    installed = {_plain(name) for name in names}
    return [font for font in typefaces_of if installed.isdisjoint(map(_plain, (font, *other_names.get(font, ()))))]


def _plain(name: str) -> str:
    return re.sub(r"[\s-]+(?:regular|常规)$", "", name.strip().casefold())


def installed_fonts() -> list[str]:
    """The names of the installed fonts; none where they cannot be determined."""
    try:
        return _fonts_of_registry() if sys.platform == "win32" else _fonts_of_fontconfig()
    except Exception:  # whatever is odd about this machine: a notice must not stop a report
        return []


def _fonts_of_registry() -> list[str]:
    """The fonts of Windows, of the machine and of the user."""
    if sys.platform != "win32":  # for the type checker, which knows no registry elsewhere
        return []
    import winreg

    found = []
    for root in (winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_CURRENT_USER):
        try:
            key = winreg.OpenKey(root, r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Fonts")
        except OSError:  # a user without fonts of his own
            continue
        with key:
            for number in range(winreg.QueryInfoKey(key)[1]):
                found += fonts_of_registry_value(winreg.EnumValue(key, number)[0])
    return found


def fonts_of_registry_value(value: str) -> list[str]:
    """The fonts in one file, as Windows lists them.

    >>> fonts_of_registry_value("SimSun & NSimSun (TrueType)")
    ['SimSun', 'NSimSun']
    """
    return re.sub(r"\s*\([^()]*\)\s*$", "", value).split(" & ")


def _fonts_of_fontconfig() -> list[str]:
    """The fonts of other systems, with all their names."""
    import shutil
    import subprocess

    program = shutil.which("fc-list")
    if program is None:
        return []
    listed = subprocess.run(
        [program, "--format", "%{family}\n"], capture_output=True, check=True, timeout=_LONGEST_WAIT
    ).stdout
    return [name for line in listed.decode(errors="replace").splitlines() for name in line.split(",")]
