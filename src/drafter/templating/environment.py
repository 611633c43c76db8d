"""Jinja, kept to what a township's template needs: a sandbox with the facts, our blocks and filters."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from jinja2 import FileSystemBytecodeCache, FunctionLoader, StrictUndefined, TemplateSyntaxError, nodes
from jinja2.bccache import Bucket
from jinja2.meta import find_undeclared_variables
from jinja2.runtime import Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

from drafter import lawbook
from drafter.document.provenance import JOINED, LINE, LINE_NUMBER, Markup, Role, visible_text
from drafter.facts.model import Facts
from drafter.facts.table import FactKind, FactSpec
from drafter.findings import SHIPPED, DrafterError
from drafter.readers.decode import hidden_character
from drafter.system.cache import cache_folder
from drafter.templating.blocks import SentenceBlocks
from drafter.templating.carried import without_settled
from drafter.templating.errors import UnknownNameError, explained
from drafter.templating.filters import FILTERS, TESTS
from drafter.templating.loader import LocalTemplates, TemplateSources
from drafter.templating.views import CURRENT, FactView, GroupView, RecordsView, RenderState, TemplateError, view_of


class _UnknownName(StrictUndefined):
    """A name that neither the table of facts nor the template knows."""

    @property
    def _undefined_message(self) -> str:
        return f"“{self._undefined_name}”不是事实表里的名称"


_CONTROL_LINE = re.compile(
    r"^[ \t]*\{%[-+]?\s*(?:for|endfor|if|elif|else|endif|set|endset|macro|endmacro|block|endblock"
    r"|extends|include|import|from|逐条|逐条完|下一级|下一级完)\b(?:(?!%\}).)*%\}[ \t]*$",
    re.MULTILINE,
)


class _Environment(ImmutableSandboxedEnvironment):
    """The sandbox; loops are bounded, `*` repeats no strings, facts are reached by their names alone."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, table: FactSpec, sources: TemplateSources) -> None:
        def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
            text = sources.text(name)
            return None if text is None else (_prepared(text, name), name, lambda: True)

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
        if isinstance(obj, (FactView, GroupView, RecordsView, _Formulae)):
            return self.getitem(obj, attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, (FactView, GroupView, RecordsView, _Formulae)):
            try:
                return obj[argument]  # type: ignore[index]
            except (KeyError, IndexError, TypeError):
                return self.undefined(obj=obj, name=str(argument))
        return super().getitem(obj, argument)

    def call(self, context: Any, obj: Any, *args: Any, **kwargs: Any) -> Any:
        """Macros and our own blocks need no inspection by the sandbox: they are most of what a template calls."""
        if isinstance(obj, Macro) or isinstance(getattr(obj, "__self__", None), SentenceBlocks):
            for scope in ("_block_vars", "_loop_vars"):  # the context's own business
                kwargs.pop(scope, None)
            return obj(*args, **kwargs)
        return super().call(context, obj, *args, **kwargs)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator != "%" or isinstance(left, str):
            raise TemplateError(f"模板里不能用“{operator}”", "文字不能重复，数量不在模板里相乘")
        return super().call_binop(context, operator, left, right)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, "限次", [], [], None, None, lineno=loop.lineno)
        for words in tree.find_all(nodes.Const):
            if isinstance(words.value, str) and any(hidden_character(character) for character in words.value):
                raise UnknownNameError(name or "", words.lineno, ascii(words.value), "删去它", "模板里不能写控制字符")
        self._refuse_unknown_names(tree, name)
        self._refuse_unknown_blocks(tree, name)
        return tree

    def _refuse_unknown_blocks(self, tree: nodes.Template, template: str | None) -> None:
        """A block that the extended layout lacks would be lost in silence."""
        extends = tree.find(nodes.Extends)
        if extends is None or not isinstance(extends.template, nodes.Const):
            return
        _, *inherited = self._lineage(tree)
        for output in tree.body:
            stray = "".join(n.data for n in getattr(output, "nodes", ()) if isinstance(n, nodes.TemplateData))
            if words := visible_text(stray).strip():
                hint = "写进要改的 block 里"
                raise UnknownNameError(template or "", output.lineno, words[:20], hint, "写在 block 外面的不会印出来：")
        known = list(dict.fromkeys(block.name for above in inherited for block in above.find_all(nodes.Block)))
        own = {block.name for block in tree.find_all(nodes.Block)}
        inner = {inside.name for block in tree.find_all(nodes.Block) for inside in block.find_all(nodes.Block)}
        for block in tree.find_all(nodes.Block):
            if block.name not in known and block.name in own - inner:
                near = get_close_matches(block.name, known, n=1, cutoff=0.4)
                hint = f"是不是“{near[0]}”？" if near else f"可以改写的有：{'、'.join(known)}"
                raise UnknownNameError(template or "", block.lineno, block.name, hint, "所用的版式里没有部分")

    def _lineage(self, tree: nodes.Template) -> Iterator[nodes.Template]:
        """A template, what it extends, and so on."""
        yield tree
        extends = tree.find(nodes.Extends)
        if extends is not None and isinstance(extends.template, nodes.Const) and self.loader is not None:
            name = str(extends.template.value)
            yield from self._lineage(super()._parse(self.loader.get_source(self, name)[0], name, None))

    def _refuse_unknown_names(self, tree: nodes.Template, template: str | None) -> None:
        try:
            undeclared = find_undeclared_variables(tree) - set(self.globals) - self._imported(tree)
        except TemplateSyntaxError as error:  # it does not know the template's name
            error.name = template
            raise
        for node in tree.find_all(nodes.Name):
            if node.name in undeclared and node.name not in self.table.children:
                near = get_close_matches(node.name, self.table.children, n=1, cutoff=0.4)
                hint = f"是不是“{near[0]}”？" if near else "可用 drafter facts 查看全部名称"
                raise UnknownNameError(template or "", node.lineno, node.name, hint)
        for chain in tree.find_all(nodes.Getattr):
            path, root = [chain.attr], chain.node
            while isinstance(root, nodes.Getattr):  # 纠纷.排查 is (纠纷).排查
                path.insert(0, root.attr)
                root = root.node
            if isinstance(root, nodes.Name) and root.name in undeclared:
                self._refuse_unknown_path(self.table.children[root.name], path, template or "", chain.lineno)

    def _imported(self, tree: nodes.Template) -> set[str]:
        """What its blocks can see besides facts: imported or defined at its top, or by what it extends."""
        seen: set[str] = set()
        for above in self._lineage(tree):
            for found in above.find_all(nodes.FromImport):
                seen |= {name if isinstance(name, str) else name[1] for name in found.names}
            seen |= {node.name for node in above.body if isinstance(node, nodes.Macro)}
            seen |= {
                n.target.name for n in above.body if isinstance(n, nodes.Assign) and isinstance(n.target, nodes.Name)
            }
        return seen

    def _refuse_unknown_path(self, spec: FactSpec, path: list[str], template: str, line: int) -> None:
        for name in path:
            if spec.kind is not FactKind.GROUP:
                return  # a word of a choice, 值, 来源 …: looked at when the report is made
            if name not in spec.children:
                near = spec.nearest(name)
                hint = f"是不是“{spec.key}.{near}”？" if near else f"“{spec.key}”下有：{'、'.join(spec.children)}"
                raise UnknownNameError(template, line, f"{spec.key}.{name}", hint)
            spec = spec.children[name]


class _Formulae:
    """`{{ 套语.转入 }}`: a formula of `data/formulae.yaml`; its words are a name, not a claim."""

    def __getitem__(self, name: str) -> str:
        words = lawbook.formulae()[name]
        if not isinstance(words, str):
            raise KeyError(name)
        return CURRENT.get().marked(words, Role.NAME)


def _finalize(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, (FactView, GroupView, RecordsView)):
        return str(value)
    return "" if value is None else str(value)


# A line that becomes a heading, an element, a row of a table or a literal line.
_PLACED_LINE = re.compile(r"[ \t]*(?:[#@|\\]|\{\{ *[\"']#)")


def _prepared(text: str, name: str) -> str:
    """The text as Jinja shall read it: lines keep their numbers.

    A line of nothing but `{% for … %}` or the like leaves no empty line behind; a line that becomes a heading
    remembers where it stood.
    """
    text = _CONTROL_LINE.sub(lambda match: match[0] + JOINED, without_settled(text.replace("\r\n", "\n")))
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if _PLACED_LINE.match(line):
            lines[number - 1] = f"{line}{LINE}{name}{LINE_NUMBER}{number}{LINE}"
    return "\n".join(lines)


class _Bytecode(FileSystemBytecodeCache):
    """Compiled templates between runs; a damaged file or a full disk costs time, no report."""

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except Exception:  # whatever is wrong with it: it is compiled anew
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


@lru_cache(maxsize=4)
def _shipped_environment(table: FactSpec) -> _Environment:
    """Kept, so that shipped templates are compiled once."""
    environment = _Environment(table, TemplateSources())
    if place := cache_folder():
        environment.bytecode_cache = _Bytecode(str(place))  # compiling takes most of a cold run
    return environment


# --- rendering ------------------------------------------------------------------------------------


def render(layout: str, facts: Facts, local: LocalTemplates | None = None) -> Markup:
    """The markup of a layout with these facts. Raises DrafterError for a fault of a template, with its line."""
    sources = TemplateSources(local)
    shipped = layout.startswith(SHIPPED)
    environment = _shipped_environment(facts.table) if shipped else _Environment(facts.table, sources)
    rendering = RenderState(facts.root)
    token = CURRENT.set(rendering)
    try:
        template = environment.get_template(layout)
        text = template.render({name: view_of(member) for name, member in facts.root.members.items()})
    except Exception as error:
        finding = explained(error, layout, sources)
        if finding is None:
            raise
        raise DrafterError([finding]) from error
    finally:
        CURRENT.reset(token)
    return Markup(text, tuple(rendering.marks), tuple(rendering.sentences), frozenset(rendering.used))
