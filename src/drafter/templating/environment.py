"""Jinja, restricted to what a township's template needs: a sandbox with the facts, our blocks and filters."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from jinja2 import FileSystemBytecodeCache, FunctionLoader, StrictUndefined, TemplateSyntaxError, Undefined, nodes
from jinja2.bccache import Bucket
from jinja2.environment import TemplateModule
from jinja2.meta import find_undeclared_variables
from jinja2.runtime import BlockReference, LoopContext, Macro, TemplateReference
from jinja2.sandbox import ImmutableSandboxedEnvironment

from drafter import lawbook
from drafter.document.provenance import JOINED, LINE, LINE_NUMBER, Markup, Role, visible_text
from drafter.facts.model import Facts
from drafter.facts.table import FactKind, FactSpec
from drafter.findings import SHIPPED, DrafterError
from drafter.system.cache import cache_folder
from drafter.system.patterns import pattern
from drafter.templating.blocks import SentenceBlocks
from drafter.templating.carried import without_outdated_marks
from drafter.templating.errors import InvalidTemplateError, as_finding
from drafter.templating.filters import FILTERS, TESTS
from drafter.templating.limits import CHARACTERS_OF_A_STEP, LARGEST_TEMPLATE, LONGEST_TEXT, bounded_range, with_limits
from drafter.templating.loader import LocalTemplates, TemplateSources
from drafter.templating.syntax import check_syntax
from drafter.templating.views import (
    CURRENT,
    FactView,
    GroupView,
    RecordsView,
    RenderState,
    TemplateError,
    printed_words,
    view_of,
)


class _UnknownName(StrictUndefined):
    """A name that is neither in the table of facts nor defined by the template."""

    @property
    def _undefined_message(self) -> str:
        return f"“{self._undefined_name}”不是事实表里的名称"


_CONTROL_LINE = pattern(
    r"^[ \t]*\{%[-+]?\s*(?:for|endfor|if|elif|else|endif|set|endset|macro|endmacro|block|endblock"
    r"|extends|include|import|from|逐条|逐条完|下一级|下一级完)\b(?:(?!%\}).)*%\}[ \t]*$",
    re.MULTILINE,
)


_VIEWS = (FactView, GroupView, RecordsView)
# What may be called: macros and blocks, `caller`, `super`, our own blocks, and these two.
_CALLABLE = (Macro, BlockReference)
_WITH_ATTRIBUTES = (LoopContext, TemplateModule, TemplateReference, Undefined)


class _Environment(ImmutableSandboxedEnvironment):
    """The sandbox: our filters and tests alone, words that can only be joined, steps counted, facts by name."""

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
        self.filters = {"length": len, **FILTERS}
        self.tests = {name: self.tests[name] for name in ("defined", "undefined", "none")} | TESTS
        self.globals = {"range": bounded_range, "套语": _Formulae()}

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, _WITH_ATTRIBUTES):
            return super().getattr(obj, attribute)
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if not isinstance(argument, (str, int)):
            raise TemplateError("“[ ]”里要写名称或序号", "例如：纠纷['排查']、政务公开.事项[0]")
        if isinstance(obj, (*_VIEWS, _Formulae)):
            try:
                return obj[argument]  # type: ignore[index]
            except (KeyError, IndexError, TypeError):
                return self.undefined(obj=obj, name=str(argument))
        if isinstance(obj, (dict, list, tuple, TemplateReference, Undefined)):
            return super().getitem(obj, argument)
        raise TemplateError(f"模板里不允许的写法：“{argument}”", "“.”和“[ ]”用在事实、循环和宏上")

    def call(self, context: Any, obj: Any, *args: Any, **kwargs: Any) -> Any:
        """Calls what may be called, without the sandbox, which would look at every call again."""
        owner = getattr(obj, "__self__", None)
        if isinstance(obj, _CALLABLE) or isinstance(owner, SentenceBlocks) or obj is bounded_range:
            for scope in ("_block_vars", "_loop_vars"):  # private to the context
                kwargs.pop(scope, None)
            return obj(*args, **kwargs)
        if isinstance(owner, LoopContext) and obj.__name__ == "cycle":
            return obj(*args)
        raise TemplateError("这里不能加“( )”", "“( )”只用在宏、区块和 range 上")

    def compile(
        self, source: Any, name: str | None = None, filename: str | None = None, *args: Any, **kwargs: Any
    ) -> Any:
        """Compiles a template; faults that only Python's compiler finds are told as faults of the template."""
        try:
            return super().compile(source, name, filename, *args, **kwargs)
        except (SyntaxError, RecursionError, MemoryError, ValueError, OverflowError) as error:
            raise InvalidTemplateError(
                name or "", 1, "模板无法读取：括号、循环或判断套得太深，或者有很长的数", "拆成几段，写短一些"
            ) from error

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        if len(source) > LARGEST_TEMPLATE:
            raise InvalidTemplateError(name or "", 1, f"模板太长，超过{LARGEST_TEMPLATE}字", "拆成几个模板")
        tree = super()._parse(source, name, filename)
        check_syntax(tree, name or "", self.table.children)
        self._refuse_unknown_names(tree, name)
        self._refuse_unknown_blocks(tree, name)
        return with_limits(tree)

    def _refuse_unknown_blocks(self, tree: nodes.Template, template: str | None) -> None:
        """Refuses a block that the extended layout lacks: it would be lost silently."""
        extends = tree.find(nodes.Extends)
        if extends is None or not isinstance(extends.template, nodes.Const):
            return
        _, *inherited = self._lineage(tree)
        for output in tree.body:
            stray = "".join(n.data for n in getattr(output, "nodes", ()) if isinstance(n, nodes.TemplateData))
            if words := visible_text(stray).strip():
                hint = "写进要改的 block 里"
                message = f"写在 block 外面的不会印出来：“{words[:20]}”"
                raise InvalidTemplateError(template or "", output.lineno, message, hint)
        known = list(dict.fromkeys(block.name for above in inherited for block in above.find_all(nodes.Block)))
        own = {block.name for block in tree.find_all(nodes.Block)}
        inner = {inside.name for block in tree.find_all(nodes.Block) for inside in block.find_all(nodes.Block)}
        for block in tree.find_all(nodes.Block):
            if block.name not in known and block.name in own - inner:
                near = get_close_matches(block.name, known, n=1, cutoff=0.4)
                hint = f"是不是“{near[0]}”？" if near else f"可以改写的有：{'、'.join(known)}"
                message = f"所用的版式里没有部分“{block.name}”"
                raise InvalidTemplateError(template or "", block.lineno, message, hint)

    def _lineage(self, tree: nodes.Template) -> Iterator[nodes.Template]:
        """A template and its ancestors."""
        yield tree
        extends = tree.find(nodes.Extends)
        if extends is not None and isinstance(extends.template, nodes.Const) and self.loader is not None:
            name = str(extends.template.value)
            yield from self._lineage(super()._parse(self.loader.get_source(self, name)[0], name, None))

    def _refuse_unknown_names(self, tree: nodes.Template, template: str | None) -> None:
        try:
            undeclared = find_undeclared_variables(tree) - set(self.globals) - self._imported(tree)
        except TemplateSyntaxError as error:  # it lacks the name of the template
            error.name = template
            raise
        for node in tree.find_all(nodes.Name):
            if node.name in undeclared and node.name not in self.table.children:
                near = get_close_matches(node.name, self.table.children, n=1, cutoff=0.4)
                hint = f"是不是“{near[0]}”？" if near else "可用 drafter facts 查看全部名称"
                raise InvalidTemplateError(template or "", node.lineno, f"事实表里没有“{node.name}”", hint)
        for chain in tree.find_all(nodes.Getattr):
            path, root = [chain.attr], chain.node
            while isinstance(root, nodes.Getattr):  # 纠纷.排查 is (纠纷).排查
                path.insert(0, root.attr)
                root = root.node
            if isinstance(root, nodes.Name) and root.name in undeclared:
                self._refuse_unknown_path(self.table.children[root.name], path, template or "", chain.lineno)

    def _imported(self, tree: nodes.Template) -> set[str]:
        """Names that its blocks see besides facts: imported or defined at its top, or in an ancestor."""
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
                return  # a word of a choice, 值, 来源 …: checked when rendering
            if name not in spec.children:
                near = spec.nearest(name)
                hint = f"是不是“{spec.key}.{near}”？" if near else f"“{spec.key}”下有：{'、'.join(spec.children)}"
                raise InvalidTemplateError(template, line, f"事实表里没有“{spec.key}.{name}”", hint)
            spec = spec.children[name]


class _Formulae:
    """`{{ 套语.转入 }}`: a formula of `data/formulae.yaml`; its words count as a name, not a claim."""

    def __getitem__(self, name: str) -> str:
        words = lawbook.formulae()[name]
        if not isinstance(words, str):
            raise KeyError(name)
        return CURRENT.get().marked(words, Role.NAME)


def _finalize(value: Any) -> str:
    words = printed_words(value)
    state = CURRENT.get(None)
    if state is not None:  # else a constant, while a template is compiled
        state.take(1 + len(words) // CHARACTERS_OF_A_STEP)
    return words


# A line that becomes a heading, an element, a row of a table or a literal line.
_PLACED_LINE = pattern(r"[ \t]*(?:[#@|\\]|\{\{ *[\"']#)")


def _prepared(text: str, name: str) -> str:
    """The text for Jinja; lines keep their numbers.

    A line of only `{% for … %}` or the like leaves no empty line; a line that becomes a heading records its place.
    """
    text = _CONTROL_LINE.sub(lambda match: match[0] + JOINED, without_outdated_marks(text.replace("\r\n", "\n")))
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if _PLACED_LINE.match(line):
            lines[number - 1] = f"{line}{LINE}{name}{LINE_NUMBER}{number}{LINE}"
    return "\n".join(lines)


class _Bytecode(FileSystemBytecodeCache):
    """A cache of compiled templates; a damaged file or a full disk only costs time."""

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except Exception:  # whatever is wrong with it: compile again
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


@lru_cache(maxsize=4)
def _shipped_environment(table: FactSpec) -> _Environment:
    """Cached, so that shipped templates are compiled once."""
    environment = _Environment(table, TemplateSources())
    if place := cache_folder():
        environment.bytecode_cache = _Bytecode(str(place))  # compiling takes most of a cold run
    return environment


# --- rendering ------------------------------------------------------------------------------------


def render(layout: str, facts: Facts, local: LocalTemplates | None = None) -> Markup:
    """The markup of a layout with these facts. Raises DrafterError, with the line, for a fault in a template."""
    sources = TemplateSources(local)
    shipped = layout.startswith(SHIPPED)
    environment = _shipped_environment(facts.table) if shipped else _Environment(facts.table, sources)
    rendering = RenderState(facts.root)
    token = CURRENT.set(rendering)
    try:
        template = environment.get_template(layout)
        text = template.render({name: view_of(member) for name, member in facts.root.members.items()})
        if len(text) > LONGEST_TEXT:
            raise TemplateError(f"报告太长，超过{LONGEST_TEXT}字", "检查循环、宏和 include 是不是一遍又一遍地重复")
    except Exception as error:
        finding = as_finding(error, layout, sources)
        if finding is None:
            raise
        raise DrafterError([finding]) from error
    finally:
        CURRENT.reset(token)
    return Markup(text, tuple(rendering.marks), tuple(rendering.sentences), frozenset(rendering.used))
