"""What a template may contain: the constructs of Jinja that a report needs, and no others.

A template can only join words: it cannot cut, format or compute them. So the words of a fact reach the report as the
fact and our filters print them, and a figure that no fact states is one that the template itself spells out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from jinja2 import nodes

from drafter.readers.decode import hidden_character
from drafter.templating.errors import InvalidTemplateError

# Besides statements that join words: names, words, comparisons, calls of macros, our filters and tests.
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Extends, nodes.Block, nodes.Include, nodes.Import,
    nodes.FromImport, nodes.For, nodes.If, nodes.Macro, nodes.CallBlock, nodes.Assign, nodes.AssignBlock,
    nodes.Name, nodes.Const, nodes.Getattr, nodes.Getitem, nodes.Filter, nodes.Test, nodes.Call, nodes.Compare,
    nodes.Operand, nodes.Not, nodes.And, nodes.Or, nodes.CondExpr, nodes.Concat, nodes.List, nodes.Tuple, nodes.Dict,
    nodes.Pair, nodes.Keyword, nodes.ExtensionAttribute,
)  # fmt: skip

_AS_TYPED = {
    nodes.Add: "“+”", nodes.Sub: "“-”", nodes.Mul: "“*”", nodes.Div: "“/”", nodes.FloorDiv: "“//”", nodes.Mod: "“%”",
    nodes.Pow: "“**”", nodes.Neg: "“-”", nodes.Pos: "“+”", nodes.Slice: "“[ : ]”", nodes.FilterBlock: "“filter”",
    nodes.With: "“with”", nodes.NSRef: "“namespace”", nodes.ScopedEvalContextModifier: "“autoescape”",
}  # fmt: skip
_ARITHMETIC = (nodes.BinExpr, nodes.UnaryExpr)
_DEEPEST = 15  # loops and other blocks within one another: Python compiles some twenty
_LARGEST_NUMBER = 10**12


def check_syntax(tree: nodes.Template, template: str, facts: Collection[str]) -> None:
    """Refuses what is not allowed, and names that hide one of the `facts`. Raises InvalidTemplateError."""
    for node, depth in _with_depth(tree, 0):
        if refused := _refusal(node, facts, depth):
            raise InvalidTemplateError(template, node.lineno or 1, *refused)


def _with_depth(node: nodes.Node, depth: int) -> Iterator[tuple[nodes.Node, int]]:
    yield node, depth
    deeper = depth + isinstance(node, (nodes.For, nodes.If, nodes.Macro, nodes.CallBlock, nodes.AssignBlock))
    if deeper <= _DEEPEST + 1:
        for child in node.iter_child_nodes():
            yield from _with_depth(child, deeper)


def _refusal(node: nodes.Node, facts: Collection[str], depth: int) -> tuple[str, str] | None:
    """What is wrong with a node, and what to do; None for most."""
    if not isinstance(node, _ALLOWED):
        typed = _AS_TYPED.get(type(node), "这种写法")
        if isinstance(node, _ARITHMETIC):
            return f"模板里不能用{typed}", "数量不在模板里计算，文字用“~”相连"
        return f"模板里不能用{typed}", "对照 drafter layouts show 五部分"
    if depth > _DEEPEST:
        return f"循环和判断套得太深，超过{_DEEPEST}层", "拆成几段，或写成宏"
    if isinstance(node, (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        named = isinstance(node.template, nodes.Const) and isinstance(node.template.value, str)
        return None if named else ("模板的名字要写在引号里", "例如：{% include '抬头' %}")
    if isinstance(node, nodes.For) and node.recursive:
        return "循环不能写 recursive", "一层一层地写"
    if isinstance(node, nodes.Pair) and not isinstance(node.key, nodes.Const):
        return "“{ }”里的名称要写在引号里", "例如：{'题': 纠纷.排查}"
    if isinstance(node, (nodes.Filter, nodes.Test)) and (node.kwargs or node.dyn_args or node.dyn_kwargs):
        return "过滤器和判断的“( )”里只能一个一个地写参数", "例如：{{ 纠纷.排查 | 单位('起') }}"
    if isinstance(node, nodes.Const):
        return _refused_constant(node.value)
    return _refused_names(node, facts)


def _refused_constant(value: object) -> tuple[str, str] | None:
    if isinstance(value, str) and any(map(hidden_character, value)):
        return f"模板里不能写控制字符“{value!a}”", "删去它"
    if isinstance(value, (int, float)) and not -_LARGEST_NUMBER < value < _LARGEST_NUMBER:
        return "模板里的数太大", "报告里的数字都要来自事实文件"
    return None


def _refused_names(node: nodes.Node, facts: Collection[str]) -> tuple[str, str] | None:
    bound: list[str] = []
    if isinstance(node, nodes.Name) and node.ctx != "load":
        bound = [node.name]
    elif isinstance(node, nodes.Macro):
        bound = [node.name]
        parameters = [argument.name for argument in node.args]
        if len(set(parameters)) < len(parameters):
            return f"宏“{node.name}”有两个同名的参数", "改一个名字"
    elif isinstance(node, nodes.Import):
        bound = [node.target]
    elif isinstance(node, nodes.FromImport):
        bound = [name if isinstance(name, str) else name[1] for name in node.names]
    elif isinstance(node, nodes.Call):
        named = [argument.key for argument in node.kwargs]
        if len(set(named)) < len(named):
            return "同一个参数写了两次", "删去一个"
    hidden = next((name for name in bound if name in facts), "")
    return (f"“{hidden}”是事实的名称，不能再用作别的名字", "改一个名字") if hidden else None
