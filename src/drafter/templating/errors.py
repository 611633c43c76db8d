"""What went wrong in a template, in the words of its author: line, cause, advice."""

from __future__ import annotations

import re
import traceback
from pathlib import PurePath

from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError, TemplateRuntimeError

from drafter.findings import DrafterError, Finding, Place, fatal
from drafter.templating.loader import TemplateSources, shipped_layouts
from drafter.templating.views import TemplateError


class UnknownNameError(Exception):
    """A template names a fact that the table does not know, or a block that the layout it extends lacks."""

    def __init__(self, template: str, line: int, name: str, hint: str, what: str = "事实表里没有") -> None:
        super().__init__(name)
        self.template, self.line, self.name, self.hint, self.what = template, line, name, hint, what


_SYNTAX = {
    "looking for the following tags: '([^']*)'": "标签没有成对，缺少 {{% {} %}}",
    "block '([^']*)' defined twice": "block “{}”写了两次",
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


# Faults of the template at hand that Jinja lets through to Python.
_CANNOT_COMPUTE = (TypeError, ValueError, AttributeError, ZeroDivisionError, KeyError)
_PACKAGE = PurePath(__file__).parents[1]
_ALL_NAMES = "可用 drafter facts 查看全部名称"


def explained(error: Exception, layout: str, sources: TemplateSources) -> Finding | None:
    """The fault as a finding, or None for a bug of ours, which should rise."""
    if isinstance(error, DrafterError):
        return None
    if isinstance(error, UnknownNameError):
        return fatal(sources.place(error.template, error.line), f"{error.what}“{error.name}”", error.hint)
    if isinstance(error, TemplateSyntaxError):
        place = sources.place(error.name or layout, error.lineno)
        message = f"模板语法有误，{_syntax_in_chinese(error.message or '')}"
        return fatal(place, message, "对照 drafter layouts show 五部分")
    if isinstance(error, TemplateNotFound):
        hint = f"可用的版式：{'、'.join(shipped_layouts())}；自己的版式放在事实文件旁边"
        name, line, _ = _where(error, sources)
        place = sources.place(name, line) if name else Place.of_template(layout)
        return fatal(place, f"找不到版式或模板“{error.name}”", hint)
    name, line, in_template = _where(error, sources)
    place = sources.place(name or layout, line)
    if isinstance(error, TemplateError):
        return fatal(place, error.message, error.hint)
    if isinstance(error, UndefinedError):
        return fatal(place, error.message or "用了不存在的名称", _ALL_NAMES)
    if isinstance(error, RecursionError):
        return fatal(place, "模板互相引用没有尽头", "检查 include、extends 和宏是不是绕回了自己")
    if isinstance(error, OverflowError):
        return fatal(place, "循环没有尽头，已停止", "循环次数过多")
    if isinstance(error, (SecurityError, TemplateRuntimeError)):
        return fatal(place, "模板里用了不允许的写法", f"换一种写法（{error}）")
    if in_template and isinstance(error, _CANNOT_COMPUTE):
        return fatal(place, "模板这一行无法计算", f"检查这一行的算式和过滤器（{error}）")
    return None


def _where(error: Exception, sources: TemplateSources) -> tuple[str, int, bool]:
    """The innermost template line of a traceback, and whether the error rose there rather than in our code.

    Jinja names its frames after the templates.
    """
    name, line, in_template = "", 0, False
    for frame in traceback.extract_tb(error.__traceback__, limit=-2000):
        if not frame.filename.endswith(".py") and sources.text(frame.filename) is not None:
            name, line, in_template = frame.filename, frame.lineno or 0, True
        elif PurePath(frame.filename).is_relative_to(_PACKAGE):
            in_template = False
    return name, line, in_template
