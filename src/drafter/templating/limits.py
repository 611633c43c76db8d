"""Limits of rendering: whatever a template can run again counts its steps, so that no template runs for ever.

A step is a node of the syntax tree, or two characters of text: a tenth of a microsecond or two. What takes longer
counts as more steps. A report takes less than a three-hundredth of what is allowed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from jinja2 import nodes, pass_context
from jinja2.visitor import NodeTransformer

from drafter.templating.views import CURRENT, FactView, TemplateError, printed_words

LARGEST_TEMPLATE = 500_000  # characters of one template
LONGEST_TEXT = 500_000  # characters of a report or of a part of one, marks included
CHARACTERS_OF_A_STEP = 2
_STEPS_OF_A_CHARACTER = 4  # of an argument, which a filter may look at one by one
_DEAR = {nodes.Include: 40, nodes.Call: 20, nodes.Filter: 5, nodes.Compare: 5}  # steps


def with_limits(tree: nodes.Template) -> nodes.Template:
    """The template with its steps counted and the length of words checked."""
    limited: nodes.Template = _Limits().visit(tree)
    return limited


class _Limits(NodeTransformer):
    def visit_Concat(self, node: nodes.Concat) -> nodes.Expr:  # noqa: N802 (Jinja's name)
        self.generic_visit(node)
        return _filtered(nodes.List(node.nodes, lineno=node.lineno), "相连", [])

    def visit_Compare(self, node: nodes.Compare) -> nodes.Expr:  # noqa: N802
        self.generic_visit(node)
        node.expr = _filtered(node.expr, "比较", [])
        for operand in node.ops:
            operand.expr = _filtered(operand.expr, "比较", [])
        return node

    def visit_Filter(self, node: nodes.Filter) -> nodes.Expr:  # noqa: N802
        self.generic_visit(node)
        node.args = [_filtered(argument, "文字", []) for argument in node.args]
        return node

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        node.iter = _filtered(node.iter, "限次", [nodes.Const(_steps(node.body))])
        return node

    def _with_count(self, node: nodes.Macro | nodes.Block | nodes.Template) -> nodes.Node:
        self.generic_visit(node)
        counted = _filtered(nodes.Const(_steps(node.body)), "计步", [])
        node.body.insert(0, nodes.ExprStmt(counted, lineno=node.lineno or 1))
        return node

    visit_Macro = visit_Block = visit_Template = _with_count  # noqa: N815


def _filtered(node: nodes.Node, name: str, arguments: list[nodes.Expr]) -> nodes.Filter:
    return nodes.Filter(node, name, arguments, [], None, None, lineno=node.lineno or 1)


def _steps(body: list[nodes.Node]) -> int:
    """The steps of running these statements once, without what they run again."""
    inside = [one for node in body for one in (node, *node.find_all(nodes.Node))]
    text = sum(len(one.data) for one in inside if isinstance(one, nodes.TemplateData))
    return 1 + len(inside) + sum(_DEAR.get(type(one), 0) for one in inside) + text // CHARACTERS_OF_A_STEP


# --- filters that only `with_limits` writes; with the context, so that none is computed in advance ---


@pass_context
def count_steps(_: object, steps: int) -> None:
    """Counts the steps of a body that is about to run."""
    CURRENT.get().take(steps)


@pass_context
def bounded(_: object, items: Iterable[Any], steps: int) -> Iterator[Any]:
    """The items of a loop; each round takes this many steps. Raises TemplateError for what is no list."""
    if isinstance(items, str) or not hasattr(items, "__iter__"):
        raise TemplateError("这里不是列表，不能一项一项地写", "“in”的后面写一个列表，如“问题”")
    state = CURRENT.get()
    for item in items:
        state.take(steps)
        yield item


@pass_context
def joined(_: object, pieces: list[Any]) -> str:
    """`甲 ~ 乙`: words joined. Raises TemplateError where they are too long."""
    state, words = CURRENT.get(), []
    length = 0
    for piece in pieces:
        words.append(printed_words(piece))
        length += len(words[-1])
        if length > LONGEST_TEXT:
            raise TemplateError("连起来的文字太长", f"一份报告不超过{LONGEST_TEXT}字")
    state.take(length // CHARACTERS_OF_A_STEP)
    return "".join(words)


@pass_context
def in_words(_: object, argument: Any) -> str:
    """An argument of a filter: words, whose length counts. Raises TemplateError for a number or a list."""
    words = printed_words(argument)
    CURRENT.get().take(len(words) * _STEPS_OF_A_CHARACTER)
    return words


_LISTS = (list, tuple, dict, range)


@pass_context
def comparable(_: object, side: Any) -> Any:
    """A side of a comparison, whose length counts. Raises TemplateError for lists within lists, which take for ever."""
    items = [*side, *side.values()] if isinstance(side, dict) else side if isinstance(side, (list, tuple)) else [side]
    if any(isinstance(item, _LISTS) for item in items):
        raise TemplateError("range 和列表里的列表不能比较", "一项一项地比较")
    texts = (item.words() if isinstance(item, FactView) else item for item in items)
    CURRENT.get().take(sum(1 + len(text) // CHARACTERS_OF_A_STEP for text in texts if isinstance(text, str)))
    return side


def bounded_range(*limits: int) -> range:
    """`range(3)` in a template. Raises TemplateError for anything but up to three whole numbers."""
    if not (1 <= len(limits) <= 3 and all(isinstance(limit, int) for limit in limits)):
        raise TemplateError("range 里要写整数", "例如：range(3)")
    if len(limits) == 3 and limits[2] == 0:
        raise TemplateError("range 的第三个数不能是0", "例如：range(0, 6, 2)")
    return range(*limits)


FILTERS = {"计步": count_steps, "限次": bounded, "相连": joined, "文字": in_words, "比较": comparable}
