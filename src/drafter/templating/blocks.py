"""The blocks of the templates: no fact, no sentence.

{% 句 %} … {% 句完 %}                        a sentence; dropped if a fact that it uses is absent
{% 分句 %} … {% 又 %} … {% 分句完 %}          clauses of a sentence; the remaining ones are joined by the right mark
                                             {% 分句 "，" %} sets the mark
{% 可缺 %} … {% 否则 %} … {% 可缺完 %}        words that are dropped without their sentence if a fact is absent
{% 下一级 %} … {% 下一级完 %}                headings inside are one level lower: a part within another
{% 逐条 %} … {% 逐条完 %}                    numbers the sentences inside: 一是…；二是…。; a single one has no number
{% 句 自述 %}, {% 句 待核实 %}               a township's own sentence; one carried over and not confirmed
{% 句 自述 待核实 "3f2a" %}                  not confirmed while its words have this fingerprint
"""

from __future__ import annotations

import re
from collections.abc import Callable

from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

from drafter.document.provenance import (
    A_LINE,
    A_SENTENCE,
    A_VALUE,
    JOINED,
    SENTENCE,
    SENTENCE_END,
    WORDS,
    Mark,
    Role,
    SentenceMark,
    visible_text,
)
from drafter.findings import SHIPPED, Place
from drafter.numerals import chinese
from drafter.system.patterns import pattern
from drafter.templating.views import (
    CURRENT,
    AbsentFactError,
    Dependencies,
    RenderState,
    StatedNoneError,
    TemplateError,
)

_CLAUSE, _MARK_END, _CLAUSE_END = "\x0e", "\x10", "\x0f"  # never outside a sentence
_BETWEEN = rf"[\s{JOINED}]"  # line ends of the template, and of its loops
_CLAUSES = pattern(f"{_CLAUSE}[^{_CLAUSE_END}]*{_CLAUSE_END}(?:{_BETWEEN}*{_CLAUSE}[^{_CLAUSE_END}]*{_CLAUSE_END})*")
_OTHER_BLOCKS = {"逐条": "_listed", "下一级": "_a_level_down"}
_GONE = JOINED  # a dropped sentence takes its line along: an empty line would split the paragraph
_STOPS = "。！？：；…"
OWN, TO_VERIFY = "自述", "待核实"  # behind 句
_STEPS_OF_A_BLOCK = 50


class SentenceBlocks(Extension):
    """句, 分句, 可缺, 逐条 and 下一级."""

    tags = {"句", "分句", "可缺", "逐条", "下一级"}  # noqa: RUF012 (an instance would hide it from Jinja)

    def parse(self, parser: Parser) -> nodes.Node | list[nodes.Node]:
        """One block, up to its end tag."""
        tag = next(parser.stream)
        if tag.value == "分句":
            return self._clauses(parser, tag.lineno)
        if tag.value == "可缺":
            return self._optional(parser, tag.lineno)
        kinds: set[str] = set()
        while tag.value == "句" and parser.stream.current.type == "name":
            kinds.add(kind := next(parser.stream).value)
            if kind not in (OWN, TO_VERIFY):
                parser.fail(f"“句”后面只能写“{OWN}”或“{TO_VERIFY}”，不能写“{kind}”", tag.lineno)
        body = parser.parse_statements((f"name:{tag.value}完",), drop_needle=True)
        if tag.value in _OTHER_BLOCKS:
            call = self.call_method(_OTHER_BLOCKS[tag.value], [], lineno=tag.lineno)
        else:
            flags = [nodes.Const(kind in kinds) for kind in (OWN, TO_VERIFY)]
            several = nodes.Const(_prints_several(parser.name, body))
            where: list[nodes.Expr] = [*flags, several, nodes.Const(parser.name), nodes.Const(tag.lineno)]
            call = self.call_method("_sentence", where, lineno=tag.lineno)
        return nodes.CallBlock(call, [], [], body, lineno=tag.lineno)

    def _clauses(self, parser: Parser, line: int) -> list[nodes.Node]:
        """Each clause is a call of its own, so that it can be dropped alone."""
        clauses: list[nodes.Node] = []
        mark = next(parser.stream).value if parser.stream.current.type == "string" else ""
        ends = ("name:又", "name:分句完")
        while True:
            body = parser.parse_statements(ends)
            call = self.call_method("_clause", [nodes.Const(mark)], lineno=line)
            clauses.append(nodes.CallBlock(call, [], [], body, lineno=line))
            if next(parser.stream).value == "分句完":
                return clauses

    def _optional(self, parser: Parser, line: int) -> list[nodes.Node]:
        """Two calls: the second writes its words if the first was dropped."""
        body = parser.parse_statements(("name:否则", "name:可缺完"))
        blocks: list[nodes.Node] = [
            nodes.CallBlock(self.call_method("_optional_words", [], lineno=line), [], [], body, lineno=line)
        ]
        if next(parser.stream).value == "否则":
            otherwise = parser.parse_statements(("name:可缺完",), drop_needle=True)
            call = self.call_method("_other_words", [], lineno=line)
            blocks.append(nodes.CallBlock(call, [], [], otherwise, lineno=line))
        return blocks

    # - the blocks at work, when a report is rendered

    def _sentence(
        self, own: bool, to_verify: bool, several: bool, template: str, line: int, caller: Callable[[], str]
    ) -> str:
        rendering = CURRENT.get()
        rendering.take(_STEPS_OF_A_BLOCK)
        place = Place.of_template(template, line)
        if rendering.open:
            raise TemplateError("“句”里面不能再写“句”", "句子的一部分用“分句”")
        rendering.several = several
        try:
            attempted, touched = _attempt(caller)
        except StatedNoneError as nothing:
            attempted, touched = nothing.phrase, nothing.touched
        finally:
            rendering.several = False
        if attempted is None:
            return _GONE
        text = attempted
        if touched.clauses and not touched.kept:
            return _GONE
        if not touched.sources and not own and not _only_formulae(text, rendering.marks):
            raise TemplateError("这一句没有用到任何事实", "没有事实，就没有句子；本单位自己的话写成 {% 句 自述 %}")
        if not visible_text(text).strip():  # a list with nothing in it
            return _GONE
        text = _stopped(_without_echoes(_CLAUSES.sub(_joined, _joined_lines(text)), rendering))
        rendering.sentences.append(SentenceMark(tuple(touched.sources), place, own, to_verify))
        return f"{SENTENCE}{len(rendering.sentences) - 1}{WORDS}{text}{SENTENCE_END}"

    def _clause(self, mark: str, caller: Callable[[], str]) -> str:
        sentence = self._sentence_around("分句")
        sentence.clauses += 1
        try:
            text, touched = _attempt(caller)
        except StatedNoneError as nothing:
            text, touched = nothing.phrase, nothing.touched
        text = _joined_lines(text) if text is not None else ""
        if not visible_text(text):
            return ""
        sentence.kept += 1
        sentence.sources.update(touched.sources)
        return f"{_CLAUSE}{mark}{_MARK_END}{text}{_CLAUSE_END}"

    def _optional_words(self, caller: Callable[[], str]) -> str:
        sentence, rendering = self._sentence_around("可缺"), CURRENT.get()
        text, touched = _attempt(caller)
        rendering.gave_way = text is None
        sentence.sources.update(touched.sources)
        sentence.clauses += touched.clauses
        sentence.kept += touched.kept
        return text or ""

    def _other_words(self, caller: Callable[[], str]) -> str:
        return caller() if CURRENT.get().gave_way else ""

    def _sentence_around(self, block: str) -> Dependencies:
        rendering = CURRENT.get()
        rendering.take(_STEPS_OF_A_BLOCK)
        if not rendering.open:
            raise TemplateError(f"“{block}”要写在“句”里面")
        return rendering.open[-1]

    def _a_level_down(self, caller: Callable[[], str]) -> str:
        return re.sub(r"^([ \t]*)(#{2,5} )", r"\1#\2", caller(), flags=re.MULTILINE)

    def _listed(self, caller: Callable[[], str]) -> str:
        rendering = CURRENT.get()
        text = caller()
        if stray := visible_text(A_SENTENCE.sub("", text)).strip():
            raise TemplateError(f"“逐条”里面只能有“句”，“{stray[:20]}”不在任何一句里")
        items = [(match[1], match[2]) for match in A_SENTENCE.finditer(text)]
        whole_sentences = any("。" in visible_text(words)[:-1] for _, words in items)
        listed = ""
        for number, (mark, words) in enumerate(items, 1):
            if len(items) > 1:
                words = rendering.marked(f"{chinese(number)}是", Role.ORDINAL) + words
            if number < len(items) and not whole_sentences:
                words = _ending_in_semicolon(words, rendering)
            listed += f"{SENTENCE}{mark}{WORDS}{words}{SENTENCE_END}"
        return listed


def _ending_in_semicolon(text: str, rendering: RenderState) -> str:
    """An item of a list with ； for the 。 at its end, which may be that of a fact."""
    if text.endswith("。"):
        return f"{text[:-1]}；"
    last = list(A_VALUE.finditer(text))[-1:]
    if last and last[0].end() == len(text) and last[0][2].endswith("。"):
        return text[: last[0].start()] + rendering.marked_again(int(last[0][1]), f"{last[0][2][:-1]}；")
    return text


def _prints_several(template: str | None, body: list[nodes.Node]) -> bool:
    """Whether this sentence of a local template has several facts and no clauses that could be dropped."""
    if (template or "").startswith(SHIPPED):
        return False
    inside = [one for node in body for one in (node, *node.find_all((nodes.CallBlock, nodes.Output)))]
    if any(isinstance(one, nodes.CallBlock) for one in inside):
        return False
    outputs = {id(one): one for one in inside if isinstance(one, nodes.Output)}
    printed = sum(not isinstance(part, nodes.TemplateData) for one in outputs.values() for part in one.nodes)
    return printed > 1


def _attempt(caller: Callable[[], str]) -> tuple[str | None, Dependencies]:
    """The words of a block and the facts used in them; None and no facts where one is absent.

    Raises StatedNoneError, with the facts used, where one is 无.
    """
    rendering, touched = CURRENT.get(), Dependencies()
    rendering.open.append(touched)
    try:
        return caller(), touched
    except AbsentFactError:
        return None, Dependencies()
    except StatedNoneError as nothing:
        nothing.touched.sources.update(touched.sources)
        raise
    finally:
        rendering.open.pop()


def _only_formulae(text: str, marks: list[Mark]) -> bool:
    """Whether the words are only a formula of `data/`, which claims nothing and needs no fact."""
    values = [marks[int(match[1])] for match in A_VALUE.finditer(text)]
    bare = A_VALUE.sub("", text).strip()
    return bool(values) and not bare and all(mark.role is Role.NAME for mark in values)


_PAIRS = {"“": "”", "《": "》"}
_LONGEST_ECHO = 6  # 字


def _without_echoes(text: str, rendering: RenderState) -> str:
    """Removes words of the template that a phrase repeats next to them: 开展 + 开展会前学法."""
    values = list(A_VALUE.finditer(text))
    if not any(rendering.marks[int(value[1])].phrase for value in values):
        return text
    ends = [0, *(value.end() for value in values)]
    plain = [text[end : value.start()] for end, value in zip(ends, values, strict=False)]
    rest = text[ends[-1] :]
    after = [_visible_words(rest)[:_LONGEST_ECHO]]  # of the values from the last on: the words behind each
    for words, value in zip(reversed(plain), reversed(values), strict=True):
        after.append(f"{_visible_words(words)}{_visible_words(value[2])}{after[-1]}"[:_LONGEST_ECHO])
    pieces: list[str] = []
    before = ""
    for lead, value, behind in zip(plain, values, after[-2::-1], strict=True):
        number, words = int(value[1]), value[2]
        before = f"{before}{_visible_words(lead)}"[-_LONGEST_ECHO:]
        if rendering.marks[number].phrase:
            words = _between(words, before, behind)
        before = f"{before}{_visible_words(words)}"[-_LONGEST_ECHO:]
        pieces += [lead, value[0] if words == value[2] else rendering.marked_again(number, words)]
    return "".join([*pieces, rest])


def _visible_words(text: str) -> str:
    return visible_text(text).replace("**", "")


def _between(words: str, before: str, after: str) -> str:
    if before and words[:1] == before[-1] and _PAIRS.get(words[0]) == words[-1] == after[:1]:
        return words[1:-1]
    for length in range(min(_LONGEST_ECHO, len(words) - 1), 1, -1):
        head, rest = words[:length], words[length:]
        if before.endswith(head) and not (_in_number(before[:-length], head) or _in_number(head, rest)):
            words = rest
            break
    for length in range(min(_LONGEST_ECHO, len(words) - 1), 1, -1):
        rest, tail = words[:-length], words[-length:]
        if after.startswith(tail) and not (_in_number(rest, tail) or _in_number(tail, after[length:])):
            return rest
    return words


def _in_number(left: str, right: str) -> bool:
    """Whether a number goes on from the one to the other, so that no echo ends there: 25户 behind 2025."""
    return left[-1:].isdecimal() and right[:1].isdecimal()


def _joined_lines(text: str) -> str:
    """A sentence may span several lines of the template; line ends and indentation are removed."""
    return re.sub(r"(?<![ \t])[ \t]*+\n[ \t]*", "", A_LINE.sub("", text)).strip(" \t")


def _joined(match: re.Match[str]) -> str:
    """Neighbouring clauses, joined by ，, or by ； where one contains a ， (GB/T 15834 4.6)."""
    clauses = [clause.split(_MARK_END, 1) for clause in re.findall(f"{_CLAUSE}([^{_CLAUSE_END}]*)", match[0])]
    texts = [text for _, text in clauses]
    mark: str = clauses[0][0]
    if not mark:
        bare = (re.sub("（[^（）]*）", "", visible_text(text)) for text in texts)  # brackets separate no clauses
        mark = "；" if len(texts) > 1 and any("，" in text for text in bare) else "，"
    return mark.join(texts)


def _stopped(text: str) -> str:
    """With a full stop at the end, unless there is one."""
    words = visible_text(text)
    return text if words.endswith(tuple(_STOPS)) or words.rstrip("”’）").endswith(("。", "！", "？")) else text + "。"
