"""数字: Arabic or Chinese numerals, 余 and 约, 万 and % (GB/T 15835-2011)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any

from drafter import numerals
from drafter.facts.amounts import Figure, words_after_numbers, words_within_figures
from drafter.findings import Emit, Finding, Place, Severity, rule
from drafter.system.cache import data_table
from drafter.system.patterns import pattern
from drafter.text.model import TextDocument
from drafter.text.statements import Statement


@cache
def _words() -> Mapping[str, Any]:
    words: Mapping[str, Any] = data_table("numerals.yaml")
    return words


def _one_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


def _approximate(document: TextDocument) -> Iterator[tuple[Statement, Figure]]:
    """The figures with 余 or 多."""
    return ((statement, figure) for statement, figure in document.figures if figure.over)


def _chinese(document: TextDocument) -> Iterator[tuple[Statement, Figure]]:
    """The figures in Chinese numerals."""
    return ((statement, figure) for statement, figure in document.figures if figure.chinese)


def _place(document: TextDocument, statement: Statement, start: int, end: int) -> Place:
    return document.prose[statement.line].place(*statement.span(start, end))


def _replacement(statement: Statement, start: int, end: int, right: str) -> str | None:
    """The right form, unless blanks or marks between the characters would be lost with it."""
    return right if statement.is_plain(start, end) else None


def _is_count(figure: Figure) -> bool:
    """An exact count: 十二次, 两百零五件; not 十次, 三次, 一百次, 两万次, which may be idioms."""
    return figure.quantity.exact and len(figure.digits) > 1 and ("十" in figure.digits or "零" in figure.digits)


@rule("R301", "counts-in-arabic-numerals", Severity.WARNING, needs=("十", "零"))
def counts_in_arabic(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """统计数用阿拉伯数字，醒目，也便于核对；十以内的数和固定词里的数可以用汉字。

    合规    全年开展培训12次，召开会议两次。
    合规    坚持一事一议，做到一次性告知，办好十件实事。
    不合规  全年开展培训十二次。
    出处    WR-B1；GB/T 15835-2011 4.1.1
    """
    for statement, figure in _chinese(document):
        if _is_count(figure) and figure.quantity.unit in _words()["计数量词"]:
            text = figure.quantity.text
            right = text.replace(figure.digits, str(numerals.number(figure.digits)))
            place = _place(document, statement, figure.start, figure.end)
            replacement = _replacement(statement, figure.start, figure.end, right)
            yield emit(place, f"统计数“{text}”用了汉字数字", f"改为“{right}”", replacement)


_PERCENT = pattern(f"百分之({numerals.NUMERAL})(?:点([〇零{numerals.DIGITS}]{{1,3}}))?(?![{numerals.CHARACTERS}点几])")


@rule("R302", "percentages-in-arabic-numerals", Severity.WARNING, needs=("百分之",))
def percentages_in_arabic(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """百分比用阿拉伯数字和百分号；“百分之百”作“全部”讲时可以用汉字。

    合规    办结率为98.5%。
    合规    保证百分之百落实到位。
    合规    力争办结率达到百分之九十几。
    不合规  办结率为百分之九十八。
    不合规  满意率达到百分之九十五点五以上。
    出处    WR-B1；GB/T 15835-2011 4.1.1
    """
    for line, match in document.find(_PERCENT):
        if match[1] in ("百", "一百"):
            continue
        try:
            whole = numerals.number(match[1])
        except ValueError:
            continue
        right = f"{whole}{'.' + ''.join(str(numerals.number(d)) for d in match[2]) if match[2] else ''}%"
        yield emit(line.place(*match.span()), f"“{match[0]}”是汉字的百分比", f"改为“{right}”", right)


@cache
def _fixed() -> Mapping[str, str]:
    return {row["错"]: row["对"] for row in _words()["固定词"]}


@cache
def _in_digits() -> re.Pattern[str]:
    return re.compile(rf"(?<![\d.])(?:{_one_of(_fixed())})")


@rule("R303", "numerals-of-fixed-words", needs=_fixed)
def fixed_words(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """数字是词的一部分，就用汉字：这些词里的数不是数出来的。

    合规    扎实推进“八五”普法，落实行政执法“三项制度”。
    合规    建立健全3项制度，制定方案85份。
    合规    完成13项制度的清理。
    不合规  扎实推进“85”普法。
    不合规  严格落实行政执法“3项制度”。
    出处    WR-B2；GB/T 15835-2011 4.2.3
    """
    for line, match in document.find(_in_digits()):
        right = _fixed()[match[0]]
        yield emit(line.place(*match.span()), f"“{match[0]}”里的数字应为汉字", f"改为“{right}”", right)


@cache
def _neighbours() -> re.Pattern[str]:
    units = _one_of(_words()["约数量词"])
    return re.compile(
        rf"(?<![\d第、.十百千万{numerals.DIGITS}])(?:([1-9])、([1-9])|([{numerals.DIGITS}])、([{numerals.DIGITS}]))([十百千万]?(?:{units}))"
    )


_NEIGHBOURS = [f"{one}、{other}" for digits in ("123456789", numerals.DIGITS) for one, other in pairwise(digits)]


@rule("R304", "estimates-of-two-numbers", Severity.WARNING, needs=_NEIGHBOURS)
def estimates(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """两个相邻的数连用表示大概，写汉字，中间不加顿号。

    合规    办理时间需要三四个月。
    合规    第3、4次会议分别研究了普法和执法。
    合规    两组分别办理3、4件。
    不合规  办理时间需要3、4个月。
    不合规  每户走访二、三次。
    出处    WR-B3；GB/T 15835-2011 4.2.2
    """
    for line, match in document.find(_neighbours()):
        one, other = (match[1] or match[3]), (match[2] or match[4])
        first, second = (int(c) if c.isdigit() else numerals.DIGITS.index(c) + 1 for c in (one, other))
        if second != first + 1 or "分别" in line.text[max(0, match.start() - 12) : match.start()]:
            continue
        right = f"{numerals.DIGITS[first - 1]}{numerals.DIGITS[second - 1]}{match[5]}"
        yield emit(line.place(*match.span()), f"“{match[0]}”表示大概，中间不加顿号", f"改为“{right}”", right)


@rule("R305", "approximation-of-round-numbers", needs=words_within_figures)
def round_before_over(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """“余”“多”跟在整数后面，表示还有零头；有零有整的数已经是准数，再写“余”前后矛盾。

    合规    开展演练20余次，发放资料6800多份。
    合规    罚款11.88万元，争取资金1.5万余元。
    合规    办公用房200多平方米，走访35余家。
    不合规  开展应急演练共18余次。
    不合规  发放宣传资料1203多份。
    出处    WR-B5
    """
    for statement, figure in _approximate(document):
        if figure.chinese or figure.scale:
            continue
        if figure.digits[-1] in "05" and "." not in figure.digits:
            continue
        text = figure.quantity.text
        hint = f"核对台账：准确的数删去“{figure.over}”；是约数的，写到整十整百"
        message = f"“{text}”：准确的数后面不能有“{figure.over}”"
        yield emit(_place(document, statement, figure.start, figure.end), message, hint)


_TIME_AFTER = pattern("[年月天日周]|个月")


@rule("R306", "one-approximation", needs=lambda: [*words_within_figures(), *words_after_numbers()])
def one_approximation(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """一个约数用一个词表示：“约”“近”“超过”与“余”“左右”“以上”不连用。

    合规    参加培训30余人，走访约200户，占比98%以上。
    合规    节约20余万元，附近30余家商户参加。
    合规    近10余年来，服务不少于4次。
    不合规  参加培训约30余人。
    不合规  服务群众近200人左右。
    出处    WR-B5
    """
    for statement, figure in document.figures:
        if not figure.before and not figure.over:  # two of the three
            continue
        words = [word for word in (figure.before, figure.over, figure.behind) if word]
        if len(words) < 2 or (figure.before == "近" and _TIME_AFTER.match(statement.text, figure.end)):
            continue
        text = figure.quantity.text
        named = "”和“".join(words)
        keep = text.removeprefix(figure.before) if figure.before else text.removesuffix(figure.behind)
        replacement = (
            _replacement(statement, figure.start, figure.end, keep) if len(words) == 2 and figure.over else None
        )
        hint = f"改为“{keep}”" if replacement else "只留一个"
        yield emit(
            _place(document, statement, figure.start, figure.end), f"“{text}”：“{named}”意思重复", hint, replacement
        )


# Patterns that begin with a digit skip all other characters; what may not be before it is looked at after it.
_THOUSANDS = pattern(
    r"(\d(?<![\dA-Za-z.,]\d)\d{0,3}(?:\.\d{1,3})?)([百千])([余多]?)([万亿]?)(?=[余多]?(?:人次|场次|[人名件次份户家个条本册元起处亩]))"
)


@rule("R307", "no-thousands-in-words", needs=("百", "千"))
def thousands_in_words(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """阿拉伯数字后面可以跟“万”“亿”，不跟“百”“千”。

    合规    参加活动3000人，发放资料3万份。
    合规    新修道路3千米，装机5千瓦。
    合规    开展“百千万”工程，走访三千人。
    不合规  参加活动3千人。
    不合规  发放资料5百余份。
    出处    WR-B6；GB/T 15835-2011 5.1.3
    """
    for line, match in document.find(_THOUSANDS):
        value = Decimal(match[1]) * (100 if match[2] == "百" else 1000)
        right = f"{value.normalize():f}{match[3]}{match[4]}"
        yield emit(line.place(*match.span()), f"“{match[0]}”：数字后面不用“{match[2]}”", f"改为“{right}”", right)


@rule("R308", "large-round-numbers-in-wan", Severity.NOTICE, needs=("000",))
def large_in_wan(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """上万的约数以“万”为单位，好认也好读；事实文件里的数照填写的印，不提示。

    合规    受众2万余人次，接待9000余人次。
    合规    受众21340人次，阅读12345余次。
    合规    罚款11.88万元，受众20000人次。
    不合规  受众20000余人次。
    不合规  发放宣传资料22000余份。
    出处    WR-B4、WR-B6；GB/T 15835-2011 5.1.3
    """
    for statement, figure in () if document.from_facts else _approximate(document):
        number = figure.quantity.number
        if figure.chinese or figure.scale:
            continue
        if number is None or number < 10_000 or number % 1000:
            continue
        text = figure.quantity.text
        right = text.replace(figure.digits, f"{(number / 10_000).normalize():f}万")
        place = _place(document, statement, figure.start, figure.end)
        yield emit(
            place, f"“{text}”数字太长", f"改为“{right}”", _replacement(statement, figure.start, figure.end, right)
        )


_BARE_TENS = ("百", "千", "万")  # 百余名 is no figure but means "many"


@rule("R309", "one-form-of-numerals", Severity.NOTICE, needs=("十", "百", "千", "万", "亿"))
def one_form(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """同一类数在一篇里用同一种数字：有的人次用阿拉伯数字，有的用汉字，读者不好比较。

    合规    受众2万余人次，接待500余人次。
    合规    受众两万余人次，接待五百余人次。
    合规    开展活动十余次，发放资料30余份。
    合规    百余名业主到场，选出代表12名。
    不合规  受众两万余人次，接待500余人次。
    出处    WR-B4；GB/T 15835-2011 4.3
    """
    chinese = list(_chinese(document))
    arabic = {figure.quantity.unit for _, figure in document.figures if not figure.chinese} if chinese else ()
    for statement, figure in chinese:
        unit, number = figure.quantity.unit, figure.quantity.number
        if unit not in arabic or number is None or number <= 10 or figure.quantity.exact:
            continue
        if figure.digits in _BARE_TENS:
            continue
        text = figure.quantity.text
        message = f"“{text}”用汉字数字，别处的“{unit}”用阿拉伯数字"
        value = f"{number / 10_000:f}".rstrip("0").rstrip(".") + "万" if number >= 10_000 else f"{number:f}"
        right = text.replace(figure.digits, value)
        place = _place(document, statement, figure.start, figure.end)
        yield emit(place, message, f"改为“{right}”", _replacement(statement, figure.start, figure.end, right))


_COUNTED_SINGLY = "件起份次人名户家条本册个"
_OVER_BEHIND = pattern(rf"(\d[万亿]?)(人次|场次|[{_COUNTED_SINGLY}])([余多])(?=[，。；、）]|$)")


@rule("R310", "approximation-before-measure-word", needs=[unit + over for over in "余多" for unit in _COUNTED_SINGLY])
def over_before_unit(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """“余”“多”在数字和量词之间；只有年、月、公里这类可以分割的量才放在后面。

    合规    办理事项6800多件，历时3年多。
    合规    收到意见30条，多为普法方面。
    合规    行程5公里多，增长2倍多。
    不合规  办理事项6800件多。
    不合规  接待群众8万人次余。
    出处    WR-B9
    """
    for line, match in document.find(_OVER_BEHIND):
        right = f"{match[1]}{match[3]}{match[2]}"
        yield emit(line.place(*match.span()), f"“{match[0]}”：“{match[3]}”应在量词前面", f"改为“{right}”", right)


_RANGE = pattern(
    r"(\d(?<![\d.A-Za-z〔/]\d)\d{0,5}(?:\.\d{1,3})?)([～~—–－-]{1,2}|至)(?=(\d{1,6}(?:\.\d{1,3})?)(%|[万亿])(元?))"
)


@rule("R311", "ranges-repeat-the-sign", needs=("%", "万", "亿"))
def range_repeats(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """范围的两头都写上百分号和“万”“亿”，省去了前一个，意思就两样了。

    合规    增长5%～10%，投入8亿～16亿元。
    合规    2021—2025年，每人辅导25～30件。
    合规    压缩时限3至5天。
    不合规  增长5～10%。
    不合规  投入13～17万元。
    出处    WR-B7；GB/T 15835-2011 5.1.4
    """
    for line, match in document.find(_RANGE):
        last = match.end() + len(match[3] + match[4] + match[5])
        whole = line.text[match.start() : last]
        sign = match[4] + match[5]
        right = f"{match[1]}{sign}{match[2]}{match[3]}{sign}"
        yield emit(line.place(match.start(), last), f"“{whole}”前一个数也要写“{match[4]}”", f"改为“{right}”", right)


_COMMA = pattern(r"\d(?<![\dA-Za-z.,]\d)\d{0,2}(?:,\d{3}){1,4}(?![\dA-Za-z,])")


@rule("R312", "no-thousands-commas", Severity.NOTICE, needs=(",",))
def thousands_commas(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """公文的正文里数字不加分节的逗号。

    合规    办理事项6800件。
    合规    参见 Art. 1,234A 的说明。
    合规    分别为12,13件。
    不合规  办理事项6,800件。
    不合规  发放资料1,234,567份。
    出处    WR-B8
    """
    for line, match in document.find(_COMMA):
        right = match[0].replace(",", "")
        yield emit(line.place(*match.span()), f"“{match[0]}”里有逗号", f"改为“{right}”", right)


_LONG_DECIMAL = pattern(r"\d(?<![\d.]\d)\d{0,2}\.\d{2,6}(?=[%％])")

_OF_MONEY = pattern(
    "(?:支付|支出|拨付|执行|预算|资金|利|税|贫困发生)[^，。；]{0,3}率[^，。；、]{0,4}$"
)  # not counted in cases only


@rule("R313", "one-decimal-of-percentages", Severity.NOTICE, needs=(".",))
def one_decimal(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """百分比保留一位小数就够了，全文一致；乡镇的件数不多，再多的位数没有意义。

    合规    化解率为98.5%，办结率为100%。
    合规    罚款11.88万元，资金支付率为98.56%。
    不合规  化解率为98.53%。
    出处    WR-B13
    """
    for line, match in document.find(_LONG_DECIMAL):
        if _OF_MONEY.search(line.text[max(0, match.start() - 12) : match.start()]):
            continue
        yield emit(line.place(*match.span()), f"“{match[0]}%”的小数多于一位", "四舍五入到一位小数")


_TIMES_LESS = pattern(
    rf"(?:下降|减少|降低|缩短|压缩|减轻|下滑|回落)了?(?:约|近|超过?)?(?:\d{{1,4}}(?:\.\d{{1,2}})?|[{numerals.DIGITS}两几十数]{{1,3}})多?倍"
)


@rule("R314", "less-by-times", needs=("倍",))
def less_by_times(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """减少不用“倍”：减少一倍就没有了；写减少百分之几，或几分之几。

    合规    信访量下降66.7%，办件量增长2倍。
    合规    办理时间缩短到原来的三分之一。
    合规    投诉减少，满意的人数是上年的2倍。
    不合规  信访量下降2倍。
    不合规  办理时间缩短了一倍。
    出处    WR-B12
    """
    for line, match in document.find(_TIMES_LESS):
        yield emit(line.place(*match.span()), f"“{match[0]}”：减少不能用“倍”", "写“下降××%”或“减少三分之×”")


def _verbs() -> list[str]:
    verbs: list[str] = _words()["数事物的动词"]
    return verbs


_BARE_FIGURE = pattern(r"\d(?<![\d第共为是达到近约至]\d)\d{0,5}(?=[，。；、]|$)")
_NO_THING = pattern(r"1[12]\d{1,3}|20\d\d")
_LONGEST_THING = 12


@cache
def _verb_and_thing() -> re.Pattern[str]:
    return re.compile(rf"(?:{_one_of(_verbs())}).{{1,{_LONGEST_THING}}}\Z", re.DOTALL)


def _counted_by_a_verb(text: str, end: int) -> str:
    """The verb and the thing right before a figure: 开展宣传活动; empty where there is none."""
    words = text[max(0, end - _LONGEST_THING - max(map(len, _verbs()))) : end]
    other = [at for at, character in enumerate(words, 1) if not ("一" <= character <= "\u9fff" or character in "“”")]
    match = _verb_and_thing().search(words, other[-1] if other else 0)
    return match[0] if match else ""


@rule("R315", "figures-have-measure-words", Severity.WARNING, needs=_verbs)
def measure_word(document: TextDocument, emit: Emit) -> Iterator[Finding]:
    """数后面要有量词，读者才知道数的是什么。

    合规    全年开展宣传活动12次，发放资料300份。
    合规    办理热线工单，拨打热线12345、12348。
    合规    开展“12·4”活动，组织学习文件第3、4号。
    不合规  全年开展宣传活动12，效果良好。
    不合规  排查矛盾纠纷58，全部化解。
    出处    WR-B11
    """
    for line, match in document.find(_BARE_FIGURE):
        counted = _counted_by_a_verb(line.text, match.start())
        if not counted or "热线" in counted or "电话" in counted or _NO_THING.fullmatch(match[0]):
            continue
        yield emit(line.place(*match.span()), f"“{match[0]}”后面没有量词", "写上“件”“次”“份”等")
