"""题头和落款: title, addressee, signature and date of a yearly report."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drafter.checks.text.parts import YEARLY_REPORT, first_words, head, is_yearly_report, whole
from drafter.document.elements import LineKind
from drafter.findings import Emit, Finding, Severity, rule
from drafter.numerals import DIGITS
from drafter.system.patterns import pattern
from drafter.text.classify import is_date
from drafter.text.model import TextDocument, TextLine, derived_once, without_markdown

_YEAR = pattern("20[0-9]{2}年|【待填")
_YEAR_IN_WORDS = pattern(f"二[〇○零][〇○零{DIGITS}]{{2}}年")
_BODIES = (*"镇乡县市区省州旗盟厅局委办院", "街道", "政府", "办事处", "兵团")
_TYPE = pattern("(?:报告)(?:[（(][^（）()]{1,12}[）)])?$")
_MATTER = "法治政府建设"


@rule("R614", "title-is-whole", Severity.WARNING, needs=YEARLY_REPORT)
def title_is_whole(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """标题写明哪个机关、哪一年、什么报告：××镇2025年法治政府建设年度报告。

    合规    甲镇2025年法治政府建设年度报告⏎一、主要举措和成效⏎普法12次。
    合规    甲县甲镇人民政府关于2025年度法治政府建设情况的报告⏎一、主要举措和成效⏎普法12次。
    合规    甲镇2025年法治政府建设督察整改情况⏎一、整改情况⏎完成12项。
    不合规  甲镇2025年法治政府建设工作总结⏎一、主要举措和成效⏎普法12次。
    不合规  2025年法治政府建设年度报告⏎一、主要举措和成效⏎普法12次。
    出处    AR-R3.1；AR-R2.1
    """
    if not is_yearly_report(document):
        return
    hint = f"写成“××镇{document.year or 2025}年法治政府建设年度报告”的样子"
    if not document.title:
        yield emit(first_words(document), "没有标题，或者标题里认不出是什么报告", hint)
        return
    title = document.title
    missing = [
        *([] if any(body in title.replace(_MATTER, "") for body in _BODIES) else ["哪个机关"]),
        *([] if _YEAR.search(title) or _YEAR_IN_WORDS.search(title) else ["哪一年"]),
        *([] if _TYPE.search(title) else ["“报告”二字"]),
    ]
    if missing:
        yield emit(head(document), f"标题里没有写{'、'.join(missing)}", hint)


_NUMBERED = pattern(r"\d号|〕")


@rule("R615", "formal-report-has-addressee", Severity.NOTICE, needs=("号", "〕"))
def has_addressee(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """编了发文字号、正式上报的报告要有主送机关；只在网上公开的，可以没有。

    合规    甲政发〔2026〕3号⏎甲镇2025年法治政府建设年度报告⏎县委、县人民政府：⏎一、主要举措和成效⏎普法12次。
    合规    甲镇2025年法治政府建设年度报告⏎2025年，甲镇推进法治政府建设。⏎一、主要举措和成效⏎普法12次。
    不合规  甲政发〔2026〕3号⏎甲镇2025年法治政府建设年度报告⏎一、主要举措和成效⏎普法12次。
    不合规  甲办发[2026]3号⏎甲镇2025年法治政府建设情况报告⏎现将有关情况报告如下：⏎一、主要举措和成效⏎普法12次。
    出处    AR-R1.1；AR-R3.2；GB/T 9704-2012 7.3.2
    """
    numbers = [line for line in document.of(LineKind.HEADER) if _NUMBERED.search(line.text)]
    if numbers and is_yearly_report(document) and not document.of(LineKind.ADDRESSEE):
        message = "编了发文字号，没有主送机关"
        yield emit(whole(numbers[0]), message, "正文前面写上报送给谁，如“县委、县人民政府：”")


_OFFICE = pattern("依法治[国省市区县州]")


@rule("R616", "addressee-is-the-superior", Severity.NOTICE, needs=("依法治",))
def addressee_is_superior(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """年度报告报给上一级党委和政府，抄送依法治县（市、区）办；它是督察单位，单独主送给它，党委、政府就收不到报告。

    合规    甲镇2025年法治政府建设年度报告⏎县委、县人民政府：⏎一、主要举措和成效⏎普法12次。
    合规    甲镇2025年法治政府建设年度报告⏎县人民政府，县委全面依法治县委员会办公室：⏎一、成效⏎普法12次。
    不合规  甲镇2025年法治政府建设年度报告⏎县委依法治县办：⏎一、主要举措和成效⏎普法12次。
    不合规  甲街道2025年法治政府建设年度报告⏎区委全面依法治区委员会办公室：⏎一、主要举措和成效⏎普法12次。
    出处    AR-R1.1；AR-R3.2
    """
    lines = document.of(LineKind.ADDRESSEE)
    names = [name for line in lines for name in re.split("[、，,：:]", without_markdown(line.text)) if name]
    if names and is_yearly_report(document) and all(map(_OFFICE.search, names)):
        message = f"只主送“{names[0]}”"
        yield emit(whole(lines[0]), message, "主送上一级党委、政府，这个单位改为抄送；上级另有通知的，照通知办")


_SIGNED = pattern(r"\S.{2,50}(?:20\d\d|二[〇○零]\S\S)\s*年.{1,6}月.{1,6}日")  # both on one line


@derived_once
def _foot(document: TextDocument) -> tuple[bool, bool, TextLine]:
    """Whether there is a signature, whether there is a date, and the last line of the text."""
    own = [
        line
        for line in document.lines
        if line.kind in (LineKind.TEXT, LineKind.HEADING, LineKind.ISSUER, LineKind.DATE)
    ]
    signed, dated = bool(document.of(LineKind.ISSUER)), bool(document.of(LineKind.DATE))
    if not (signed and dated):
        both = any("。" not in line.text and _SIGNED.fullmatch(without_markdown(line.text)) for line in own[-3:])
        signed, dated = signed or both, dated or both
    return signed, dated, own[-1]


@rule("R617", "signature-with-date", Severity.WARNING, needs=YEARLY_REPORT)
def signature_with_date(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """落款由署名和成文日期组成，缺一不可。

    合规    甲镇2025年法治政府建设年度报告⏎一、主要举措⏎普法12次。⏎甲县甲镇人民政府⏎2026年1月20日
    合规    甲镇2025年法治政府建设年度报告⏎一、主要举措⏎普法12次。⏎甲县甲镇人民政府　2026年1月20日
    合规    甲镇2025年法治政府建设年度报告⏎（2026年1月20日）⏎一、主要举措⏎普法12次。⏎甲县甲镇人民政府
    不合规  甲镇2025年法治政府建设年度报告⏎一、主要举措⏎普法12次。⏎甲县甲镇人民政府
    不合规  甲镇2025年法治政府建设年度报告⏎一、主要举措⏎普法12次。⏎2026年1月20日
    出处    AR-R3.3；GB/T 9704-2012 7.3.5
    """
    if is_yearly_report(document):
        signed, dated, _ = _foot(document)
        if signed and not dated and not _is_dated_above(document):
            yield emit(whole(document.of(LineKind.ISSUER)[-1]), "有署名，没有成文日期", "署名下面写上成文日期")
        elif dated and not signed:
            yield emit(whole(document.of(LineKind.DATE)[-1]), "有成文日期，没有署名", "日期上面写上署名")


_ABOVE = 5  # lines, among them （2026年1月20日） below the title


def _is_dated_above(document: TextDocument) -> bool:
    """The date is in brackets below the title."""
    return any(
        re.match("[（(]", line.text) and is_date(line.text.strip("（）() \u3000")) for line in document.lines[:_ABOVE]
    )


@rule("R618", "signed", Severity.NOTICE, needs=YEARLY_REPORT)
def is_signed(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """上报的报告要有署名和成文日期；只在网上公开的，网页上已经写明的可以没有。

    合规    甲镇2025年法治政府建设年度报告⏎一、主要举措⏎普法12次。⏎甲县甲镇人民政府⏎2026年1月20日
    合规    甲镇2025年法治政府建设督查情况⏎一、主要举措⏎普法12次。
    不合规  甲镇2025年法治政府建设年度报告⏎一、主要举措⏎普法12次。
    出处    AR-R3.3
    """
    if is_yearly_report(document):
        signed, dated, last = _foot(document)
        if not signed and not dated:
            place = last.place(max(0, len(last.text.rstrip()) - 10), len(last.text.rstrip()))
            yield emit(place, "报告的末尾没有署名，也没有成文日期", "正式上报的，写上署名和成文日期")
