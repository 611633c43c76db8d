"""机关: one township of one kind under one superior, and no private persons."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from drafter.document.elements import LineKind
from drafter.findings import Emit, Finding, Severity, rule
from drafter.system.cache import data_table
from drafter.system.patterns import pattern
from drafter.text.model import TextDocument


@cache
def _words() -> Mapping[str, Any]:
    words: Mapping[str, Any] = data_table("contradictions.yaml")
    return words


@cache
def _names() -> Mapping[str, Any]:
    names: Mapping[str, Any] = data_table("surnames.yaml")
    return names


def _one_of(words: Sequence[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_KIND = pattern(r"(街道|镇|(?<!镇)乡)(?=人民政府|办事处|委员会|党|关于|20\d\d年|法治)")


def _kind(document: TextDocument) -> str:
    """镇, 乡 or 街道, by the title; empty where it names none, or two."""
    kinds = set(_KIND.findall(document.title))
    return kinds.pop() if len(kinds) == 1 else ""


def _words_of_other_kinds(kind: str) -> tuple[list[str], list[str]]:
    """What bodies of other kinds call themselves, and what they consist of."""
    words = _words()
    own = [word for other, row in words["称谓"].items() if other != kind for word in row]
    bodies = [word for other, row in words["机构"].items() if other != kind for word in row]
    return own, bodies + words["不是机构"][kind]


def _words_of_any_kind() -> Iterator[str]:
    return (word for kind in ("称谓", "机构", "不是机构") for row in _words()[kind].values() for word in row)


@cache
def _of_other_kinds(kind: str) -> re.Pattern[str]:
    own, bodies = _words_of_other_kinds(kind)
    return pattern(
        f"(?<![健安完齐])(?:{_one_of(own)})(?![镇村土亲])"
        f"|(?:(?<=[，。；：、“由经向对和与])|^)(?:{_one_of(bodies)})(?![期效])"
    )


@rule("R515", "one-kind-of-body", Severity.WARNING, needs=_words_of_any_kind)
def one_kind(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """镇、乡、街道的称谓前后一致：镇设党委、人民政府，街道设党工委、办事处；别的称谓多半是抄来没有改的。

    合规    甲镇2025年法治政府建设年度报告⏎我镇加强普法，镇党委、镇政府高度重视，健全乡村治理体系。
    合规    甲街道2025年法治政府建设年度报告⏎我街道加强普法，街道党工委、办事处高度重视乡镇的经验。
    合规    甲乡2025年法治政府建设年度报告⏎健全镇村两级网络，与城镇党委座谈。
    不合规  甲镇2025年法治政府建设年度报告⏎我乡加强普法。
    不合规  甲街道2025年法治政府建设年度报告⏎全镇排查矛盾纠纷58件。
    不合规  甲镇2025年法治政府建设年度报告⏎加强领导，镇党工委高度重视。
    出处    WR-D10
    """
    kind = _kind(document)
    if not kind or not any(map(document.holds, _words_of_other_kinds(kind))):
        return
    for line, match in document.find(_of_other_kinds(kind)):
        if line.kind is not LineKind.TITLE:
            yield emit(line.place(*match.span()), f"这是{kind}的报告，这里写“{match[0]}”", f"核对；改为{kind}的称谓")


def _of_party_group() -> Iterator[str]:
    return (f"党组{matter}" for matter in _words()["党组的事"])


@cache
def _party_group() -> re.Pattern[str]:
    return pattern(f"(?<![局院委府办会大协厅部社])党组(?=(?:{_one_of(_words()['党组的事'])}))")


@rule("R516", "party-committee-not-group", Severity.WARNING, needs=_of_party_group)
def party_committee(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """乡镇设党委，街道设党工委；党组设在部门里。

    合规    甲镇2025年法治政府建设年度报告⏎召开党委会议，县司法局党组书记到会指导。
    合规    甲镇2025年法治政府建设年度报告⏎发挥基层党组织作用，镇人大党组会议听取汇报。
    合规    甲县司法局2025年法治政府建设年度报告⏎召开党组会议研究部署。
    不合规  甲镇2025年法治政府建设年度报告⏎召开党组会议研究部署。
    不合规  甲街道2025年法治政府建设年度报告⏎强化党组班子的领导。
    出处    WR-D10
    """
    kind = _kind(document)
    right = next((body[len(kind) :] for body in _words()["机构"][kind]), "") if kind else ""
    for line, match in document.find(_party_group()) if kind else ():
        yield emit(line.place(*match.span()), f"{kind}设{right}，不设党组", f"核对；说的是{kind}，改为“{right}”")


_UNLIKE = pattern(r"([省市县区])委、.{0,4}?(?!\1)[省市县区]政府")  # may be such a pair; it is quickly compiled
_PAIR = pattern("(?<![社园景辖片城地校山库])([省市县区])委、(?:[\u4e00-\u9fff]{0,4})([省市县区])政府")
_SUPERIOR = pattern("([县区])(?<![社园景辖片城地校山库灾牧林湖新开战防专特街矿厂治]区)(?:委(?!员)|政府|人民政府)")
_OF_COUNTY, _OF_DISTRICT = ("县委", "县政府", "县人民政府"), ("区委", "区政府", "区人民政府")
_LISTED = pattern("县[（(、]?市?、?区|[市县]、区")


@rule("R517", "one-superior", Severity.WARNING, needs=("省委、", "市委、", "县委、", *_OF_DISTRICT))
def one_superior(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """上一级只有一个：归县管的不写“区委”，归区管的不写“县政府”。

    合规    在县委、县政府的坚强领导下，落实省委、市委和县委的部署。
    合规    落实各县（市、区）委的部署，社区委员会和园区政府窗口。
    合规    在市委、市政府的坚强领导下，完成县委交办的任务。
    不合规  在县委、区政府的坚强领导下推进各项工作。
    不合规  在区委、区政府的坚强领导下推进各项工作。⏎区委高度重视。⏎完成县委交办的任务。
    出处    WR-D10
    """
    for line, match in document.find(_PAIR) if _UNLIKE.search(document.text) else ():
        if match[1] != match[2]:
            yield emit(line.place(*match.span()), f"“{match[0]}”不是一级", "核对上一级是县、区还是市")
            return
    if not document.holds(_OF_COUNTY) or not document.holds(_OF_DISTRICT):
        return
    found = [
        (line, match, match[1])
        for line, match in document.find(_SUPERIOR)
        if not _LISTED.search(line.text, max(0, match.start() - 6), match.end())
    ]
    count = Counter(level for _, _, level in found)
    if len(count) > 1:
        (usual, _), (seldom, _) = count.most_common(2)
        for line, match, level in found:
            if level == seldom:
                yield emit(line.place(*match.span()), f"别处写的是{usual}，这里写“{match[0]}”", "核对上一级是县还是区")
                return


# --- private persons ----------------------------------------------------------------------------------

_HAN = "[\u4e00-\u9fff]"


def _titles_and_suits() -> list[str]:
    return [*_names()["称呼"], "诉"]


@cache
def _suing() -> re.Pattern[str]:
    """A verb that somebody before it may sue with."""
    return pattern(f"诉(?!求|讼|说|苦|状|权|前|调|源)(?<![{_names()['不是诉']}]诉)")


def _may_name(document: TextDocument) -> bool:
    """Whether behind a title comes a character that surnames begin with, or somebody sues."""
    names = _names()
    begins = {*names["姓"], *(name[0] for name in names["复姓"])}
    behind = (rest.lstrip("：:")[:1] for title in names["称呼"] for rest in document.text.split(title)[1:])
    return not begins.isdisjoint(behind) or _suing().search(document.text) is not None


@cache
def _person() -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str]]:
    names = _names()
    family = f"(?:{_one_of(names['复姓'])}|[{names['姓']}])"
    after = _one_of(names["姓名后面"])
    called = pattern(f"(?:{_one_of(names['称呼'])})[：:]?({family}{_HAN}{{1,2}}?)(?={after})")
    suing = pattern(
        f"(?:(?<=[，。；、：（“理解处于在对了的])|^)({family}{_HAN}{{1,2}})(?<![{names['不是诉']}])诉(?!求|讼|说|苦|状|权|前|调|源)"
    )
    return called, suing, frozenset(names["不是姓名"])


@rule("R518", "no-private-names", Severity.WARNING, needs=_titles_and_suits)
def private_names(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """公开的报告不写案件、纠纷里私人的姓名，写成张某、李某某。

    合规    调解村民张某与李某某的土地纠纷，当事人陈述、申辩的权利得到保障。
    合规    调处村民、居民之间的矛盾，群众张贴的举报信已核实，居民周边的纠纷减少。
    合规    镇长出庭应诉，村民高度评价纠纷调解工作。
    不合规  调解村民张大山与邻居的土地纠纷。
    不合规  办理李小河诉甲镇人民政府一案。
    出处    AR-R1.4、AR-R1.9；《中华人民共和国个人信息保护法》
    """
    if not _may_name(document):
        return
    called, suing, words = _person()
    cases = _names()["案由"]
    for sentence in document.sentences:
        if not any(case in sentence.text for case in cases):
            continue
        for match in (*called.finditer(sentence.text), *suing.finditer(sentence.text)):
            name = match[1]
            if "某" not in name and name[:2] not in words:
                place = sentence.line.place(sentence.start + match.start(1), sentence.start + match.end(1))
                yield emit(place, f"“{name}”像是私人的姓名", f"公开的报告里写成“{name[0]}某”")


_LONG_NUMBER = pattern(r"[1-9]\d{10}")
_IDENTITY = pattern(
    r"(?<![\dA-Za-z])[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)
_MOBILE = pattern(r"(?<![\dA-Za-z.+-])1[3-9]\d{9}(?![\dA-Za-z])")


@rule("R519", "no-private-numbers", Severity.WARNING, needs=("20", *(f"1{digit}" for digit in range(3, 10))))
def private_numbers(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """公开的报告不写身份证号码和私人的手机号码。

    合规    热线电话12345，值班电话0000-1234567。
    合规    统一社会信用代码110000000000000000。
    合规    阅读量达12345678901次。
    不合规  当事人身份证号码110101199001011234。
    不合规  有事请打13800000000。
    不合规  联系人电话：13900000000，全天有人接听。
    出处    AR-R1.9；《中华人民共和国个人信息保护法》
    """
    if not _LONG_NUMBER.search(document.text):
        return
    for number, kind in ((_IDENTITY, "身份证号码"), (_MOBILE, "手机号码")):
        for line, match in document.find(number):
            yield emit(line.place(*match.span()), f"“{match[0]}”像是{kind}", "删去；要留电话的，写办公室的座机")
