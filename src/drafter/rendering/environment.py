"""Jinja, kept to what a township's template needs: a sandbox with the facts, our blocks and filters.

Shipped layouts are named `drafter/五部分`, shipped parts `drafter/部分/举措成效`; any other name is a file
beside the facts.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, NoReturn

from jinja2 import FunctionLoader, StrictUndefined, TemplateNotFound, TemplateSyntaxError, UndefinedError, nodes
from jinja2.exceptions import SecurityError, TemplateRuntimeError
from jinja2.loaders import split_template_path
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment

from drafter import names, resources
from drafter.facts.model import Facts
from drafter.facts.table import Kind, Row
from drafter.findings import DrafterError, Place, fatal
from drafter.provenance import JOINED, Markup, Role
from drafter.rendering.blocks import SentenceBlocks
from drafter.rendering.filters import FILTERS, TESTS
from drafter.rendering.values import (
    CURRENT,
    Rendering,
    Shown,
    ShownGroup,
    ShownRecords,
    TemplateFault,
    shown,
)

SHIPPED = "drafter/"
_PARTS = "部分/"
_ENDING = ".txt"

# What a local template may be read from: its name → its text, or None where there is no such file.
LocalTemplates = Callable[[str], str | None]


def shipped_layouts() -> list[str]:
    """The names of the layouts that drafter ships, without `drafter/`."""
    return sorted(f.name.removesuffix(_ENDING) for f in (resources.templates() / "layouts").iterdir())


def shipped_parts() -> list[str]:
    """The names of the parts that layouts are put together from, without `drafter/`."""
    return sorted(_PARTS + f.name.removesuffix(_ENDING) for f in (resources.templates() / "parts").iterdir())


def shipped_template(name: str) -> str:
    """The text of a shipped template. Raises TemplateNotFound."""
    below = name.removeprefix(SHIPPED)
    folder, base = ("parts", below.removeprefix(_PARTS)) if below.startswith(_PARTS) else ("layouts", below)
    place = resources.templates() / folder
    for step in split_template_path(base + _ENDING):
        place /= step
    try:
        return place.read_text(encoding="utf-8")
    except OSError:
        raise TemplateNotFound(name) from None


# --- the environment ------------------------------------------------------------------------------


class _UnknownName(StrictUndefined):
    """A name that neither the table of facts nor the template knows."""

    @property
    def _undefined_message(self) -> str:
        return f"“{self._undefined_name}”不是事实表里的名称"


_CONTROL_LINE = re.compile(
    r"^[ \t]*\{%[-+]?\s*(?:for|endfor|if|elif|else|endif|set|endset|macro|endmacro|block|endblock|extends|import|from"
    r"|逐条|逐条完)\b(?:(?!%\}).)*%\}[ \t]*$",
    re.MULTILINE,
)


class _Environment(ImmutableSandboxedEnvironment):
    """The sandbox; loops are bounded, `*` repeats no strings, facts are reached by their names alone."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, table: Row, load: Callable[[str], tuple[str, str, Callable[[], bool]] | None]) -> None:
        super().__init__(
            loader=FunctionLoader(load),
            undefined=_UnknownName,
            extensions=[SentenceBlocks],
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,
            cache_size=-1,
            finalize=_finalize,
        )
        self.table = table
        self.filters.update(FILTERS)
        self.tests.update(TESTS)
        self.globals["套语"] = _Formulae()
        del self.globals["lipsum"]

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, (Shown, ShownGroup, ShownRecords, _Formulae)):
            return self.getitem(obj, attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, (Shown, ShownGroup, ShownRecords, _Formulae)):
            try:
                return obj[argument]  # type: ignore[index]
            except (KeyError, IndexError, TypeError):
                return self.undefined(obj=obj, name=str(argument))
        return super().getitem(obj, argument)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator != "%" or isinstance(left, str):
            raise TemplateFault(f"模板里不能用“{operator}”", "文字不能重复，数量不在模板里相乘")
        return super().call_binop(context, operator, left, right)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, "限次", [], [], None, None, lineno=loop.lineno)
        self._refuse_unknown_names(tree, name)
        return tree

    def _refuse_unknown_names(self, tree: nodes.Template, template: str | None) -> None:
        try:
            undeclared = find_undeclared_variables(tree) - set(self.globals)
        except TemplateSyntaxError as error:  # it does not know the template's name
            error.name = template
            raise
        for node in tree.find_all(nodes.Name):
            if node.name in undeclared and node.name not in self.table.children:
                near = get_close_matches(node.name, self.table.children, n=1, cutoff=0.4)
                hint = f"是不是“{near[0]}”？" if near else "可用 drafter facts 查看全部名称"
                raise _NameFault(template or "", node.lineno, node.name, hint)
        for chain in tree.find_all(nodes.Getattr):
            path, root = [chain.attr], chain.node
            while isinstance(root, nodes.Getattr):  # 纠纷.排查 is (纠纷).排查
                path.insert(0, root.attr)
                root = root.node
            if isinstance(root, nodes.Name) and root.name in undeclared:
                self._refuse_unknown_path(self.table.children[root.name], path, template or "", chain.lineno)

    def _refuse_unknown_path(self, row: Row, path: list[str], template: str, line: int) -> None:
        for name in path:
            if row.kind is not Kind.GROUP:
                return  # a word of a choice, 值, 来源 …: looked at when the report is made
            if name not in row.children:
                near = row.nearest(name)
                hint = f"是不是“{row.key}.{near}”？" if near else f"“{row.key}”下有：{'、'.join(row.children)}"
                raise _NameFault(template, line, f"{row.key}.{name}", hint)
            row = row.children[name]


class _NameFault(Exception):
    def __init__(self, template: str, line: int, name: str, hint: str) -> None:
        super().__init__(name)
        self.template, self.line, self.name, self.hint = template, line, name, hint


class _Formulae:
    """`{{ 套语.转入 }}`: a formula of `data/formulae.yaml`; its words are a name, not a claim."""

    def __getitem__(self, name: str) -> str:
        return CURRENT.get().marked(names.formulae()[name], Role.NAME)


def _finalize(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, (Shown, ShownGroup, ShownRecords)):
        return str(value)
    return "" if value is None else str(value)


def _prepared(text: str) -> str:
    """A line of nothing but `{% for … %}` or the like leaves no empty line behind, and lines keep their numbers."""
    return _CONTROL_LINE.sub(lambda match: match[0] + JOINED, text.replace("\r\n", "\n"))


@lru_cache(maxsize=4)
def _shipped_environment(table: Row) -> _Environment:
    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        if not name.startswith(SHIPPED):
            return None
        return _prepared(shipped_template(name)), name, lambda: True

    return _Environment(table, load)


def _environment(table: Row, local: LocalTemplates | None) -> _Environment:
    if local is None:
        return _shipped_environment(table)
    shipped = _shipped_environment(table)

    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        if name.startswith(SHIPPED):
            return _prepared(shipped_template(name)), name, lambda: True
        text = local(name)
        return (_prepared(text), name, lambda: True) if text is not None else None

    environment = _Environment(table, load)
    environment.globals.update(shipped.globals)
    return environment


# --- rendering ------------------------------------------------------------------------------------


def render(layout: str, facts: Facts, local: LocalTemplates | None = None) -> Markup:
    """The markup of a layout with these facts. Raises DrafterError for a fault of a template, with its line."""
    environment = _environment(facts.table, None if layout.startswith(SHIPPED) else local)
    rendering = Rendering()
    token = CURRENT.set(rendering)
    try:
        template = environment.get_template(layout)
        text = template.render({name: shown(member) for name, member in facts.root.members.items()})
    except Exception as error:
        _explain(error, layout, environment)
    finally:
        CURRENT.reset(token)
    return Markup(text, tuple(rendering.marks), tuple(rendering.sentences))


_SYNTAX = {
    "looking for the following tags: '([^']*)'": "标签没有成对，缺少 {{% {} %}}",
    "unknown tag '([^']*)'": "不认识标签“{}”",
    "no filter named '([^']*)'": "没有这个过滤器：{}",
    "no test named '([^']*)'": "没有这个判断：{}",
    "end of print statement": "“{{{{ }}}}”里的写法不对，或者没有写“}}}}”",
    "end of statement block": "“{{% %}}”里的写法不对，或者没有写“%}}”",
    "unexpected end of template": "到末尾还有标签没有结束",
    "expected token|unexpected": "括号、引号或标签没有成对",
}


def _syntax_in_chinese(told: str) -> str:
    """A message of Jinja's parser in the words of a template's author; one of our own as it is."""
    for english, chinese in _SYNTAX.items():
        if match := re.search(english, told, re.IGNORECASE):
            return chinese.format(*match.groups())
    return told


def _explain(error: Exception, layout: str, environment: _Environment) -> NoReturn:
    """Says an error of a template in the words of its author, or lets a bug of ours rise."""
    if isinstance(error, DrafterError):
        raise error
    if isinstance(error, _NameFault):
        _stop(environment, error.template, error.line, f"事实表里没有“{error.name}”", error.hint)
    if isinstance(error, TemplateSyntaxError):
        message = f"模板语法有误，{_syntax_in_chinese(error.message or '')}"
        _stop(environment, error.name or layout, error.lineno, message, "对照 drafter layouts show 五部分")
    if isinstance(error, TemplateNotFound):
        hint = f"可用的版式：{'、'.join(shipped_layouts())}；自己的版式放在事实文件旁边"
        raise DrafterError([fatal(Place(""), f"找不到版式或模板“{error.name}”", hint)]) from error
    name, line = _where(error, environment)
    if isinstance(error, TemplateFault):
        _stop(environment, name or layout, line, error.message, error.hint)
    if isinstance(error, UndefinedError):
        _stop(environment, name or layout, line, error.message or "用了不存在的名称", "可用 drafter facts 查看全部名称")
    if isinstance(error, RecursionError):
        _stop(environment, name or layout, line, "模板互相引用没有尽头", "检查 include、extends 和宏是不是绕回了自己")
    if isinstance(error, OverflowError):
        _stop(environment, name or layout, line, "循环没有尽头，已停止", "循环次数过多")
    if isinstance(error, (SecurityError, TemplateRuntimeError)):
        _stop(environment, name or layout, line, "模板里用了不允许的写法", str(error))
    if name and isinstance(error, (TypeError, ValueError, AttributeError, ZeroDivisionError, KeyError)):
        _stop(environment, name, line, "模板这一行无法计算", str(error))
    raise error


def _where(error: Exception, environment: _Environment) -> tuple[str, int]:
    """The innermost template line of a traceback: Jinja names its frames after the templates."""
    found = ("", 0)
    for frame in traceback.extract_tb(error.__traceback__, limit=-4000):
        if frame.filename and not frame.filename.endswith(".py") and _exists(environment, frame.filename):
            found = (frame.filename, frame.lineno or 0)
    return found


def _exists(environment: _Environment, name: str) -> bool:
    try:
        return environment.loader is not None and bool(environment.loader.get_source(environment, name))
    except TemplateNotFound:
        return False


def _stop(environment: _Environment, name: str, line: int, message: str, hint: str) -> NoReturn:
    place = template_place(name, line, environment)
    raise DrafterError([fatal(place, message, hint)])


def template_place(name: str, line: int, environment: _Environment) -> Place:
    """A line of a template as a place, with its text."""
    try:
        source = environment.loader.get_source(environment, name)[0] if environment.loader else ""
    except TemplateNotFound:
        source = ""
    lines = source.replace(JOINED, "").split("\n")
    excerpt = lines[line - 1] if 0 < line <= len(lines) else ""
    indent = len(excerpt) - len(excerpt.lstrip())
    return Place(name, line, indent + 1, max(1, len(excerpt.strip())), excerpt)


def find_words(words: str, layout: str, table: Row, local: LocalTemplates | None) -> Place:
    """The first template line that holds these words, the layout's own lines first."""
    environment = _environment(table, None if layout.startswith(SHIPPED) else local)
    for name in _templates_of(layout, environment):
        source = environment.loader.get_source(environment, name)[0] if environment.loader else ""
        for number, line in enumerate(source.split("\n"), 1):
            column = line.find(words)
            if column >= 0:
                return Place(name, number, column + 1, len(words), line.replace(JOINED, ""))
    return Place(layout)


def _templates_of(layout: str, environment: _Environment) -> Iterator[str]:
    """A layout and all it extends, includes and imports."""
    seen: set[str] = set()
    waiting = [layout]
    while waiting:
        name = waiting.pop(0)
        if name in seen or not _exists(environment, name):
            continue
        seen.add(name)
        yield name
        source = environment.loader.get_source(environment, name)[0] if environment.loader else ""
        waiting += re.findall(r"\{%[-+]?\s*(?:extends|include|import|from)\s+['\"]([^'\"]+)['\"]", source)
