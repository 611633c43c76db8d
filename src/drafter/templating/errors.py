"""Errors in templates, in words for their authors: line, cause, advice."""

from __future__ import annotations

import re
import traceback

from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError, TemplateRuntimeError

from drafter.findings import SHIPPED, DrafterError, Finding, Place, fatal
from drafter.templating.loader import TemplateSources, shipped_layouts
from drafter.templating.views import TemplateError


class InvalidTemplateError(Exception):
    """A template that cannot be used, with the line: an unknown name or block, or a construct that is not allowed."""

    def __init__(self, template: str, line: int, message: str, hint: str) -> None:
        super().__init__(message)
        self.template, self.line, self.message, self.hint = template, line, message, hint


_SYNTAX = {
    "looking for the following tags: '([^']*)'": "标签没有成对，缺少 {{% {} %}}",
    "block '([^']*)' defined twice": "block “{}”写了两次",
    "unknown tag '([^']*)'": "不认识标签“{}”",
    "no filter named '([^']*)'": "没有这个过滤器“{}”",
    "no test named '([^']*)'": "没有这个判断“{}”",
    "end of print statement": "“{{{{ }}}}”里的写法不对，或者没有写“}}}}”",
    "end of statement block": "“{{% %}}”里的写法不对，或者没有写“%}}”",
    "unexpected end of template": "到末尾还有标签没有结束",
    "end of comment tag": "注释没有写“#}}”",
    "end of raw directive": "缺少 {{% endraw %}}",
    "can't assign to '([^']*)'": "“{}”是保留的名称，不能用",
    "expected token|unexpected": "括号、引号或标签没有成对",
    "block names in": "区块的名称里不能有“-”，也不能加引号",
}


def _syntax_in_chinese(message: str) -> str:
    """A message of Jinja's parser in Chinese; our own messages unchanged."""
    for english, chinese in _SYNTAX.items():
        if match := re.search(english, message, re.IGNORECASE):
            return chinese.format(*match.groups())
    return message if re.search("[一-鿿]{2}", message) else "这一处的写法不对"


_ALL_NAMES = "可用 drafter facts 查看全部名称"
_LIKE_SHIPPED = "对照 drafter layouts show 五部分"


def as_finding(error: Exception, layout: str, sources: TemplateSources) -> Finding | None:
    """The error as a finding, or None for a bug of ours, which is to be raised.

    A local template may do what our code does not expect, so that any error below one of its lines is told there.
    """
    if isinstance(error, DrafterError):
        return None
    if isinstance(error, InvalidTemplateError):
        return fatal(sources.place(error.template, error.line), error.message, error.hint)
    if isinstance(error, TemplateSyntaxError):
        place = sources.place(error.name or layout, error.lineno)
        return fatal(place, f"模板语法有误，{_syntax_in_chinese(error.message or '')}", _LIKE_SHIPPED)
    if isinstance(error, TemplateNotFound):
        hint = f"可用的版式：{'、'.join(shipped_layouts())}；自己的版式放在事实文件旁边"
        name, line = _innermost(error, sources)
        place = sources.place(name, line) if name else Place.of_template(layout)
        return fatal(place, f"找不到版式或模板“{error.name}”", hint)
    name, line = _innermost(error, sources)
    place = sources.place(name or layout, line)
    if isinstance(error, TemplateError):
        return fatal(place, error.message, error.hint)
    if isinstance(error, UndefinedError):
        return fatal(place, _undefined_in_chinese(error.message or ""), _ALL_NAMES)
    if isinstance(error, RecursionError):
        return fatal(place, "模板互相引用没有尽头", "检查 include、extends 和宏是不是绕回了自己")
    if isinstance(error, MemoryError):
        return fatal(place, "模板用的内存太多，已停止", "检查循环、宏和 include 是不是一遍又一遍地重复")
    if isinstance(error, (SecurityError, TemplateRuntimeError)):
        return fatal(place, "模板里用了不允许的写法", _LIKE_SHIPPED)
    local, line = _innermost(error, sources, local=True)
    if local:
        return fatal(sources.place(local, line), "模板这一行无法计算", "检查这一行里过滤器、判断和宏的写法")
    return None


def _undefined_in_chinese(message: str) -> str:
    """A message of our own, or for one of Jinja's what it means."""
    return "用了不存在的名称" if message.isascii() or not message.startswith("“") else message


def _innermost(error: Exception, sources: TemplateSources, local: bool = False) -> tuple[str, int]:
    """The innermost line of a template in a traceback, or of a local one; Jinja names frames after templates."""
    name, line = "", 0
    for frame in traceback.extract_tb(error.__traceback__, limit=-2000):
        shipped = frame.filename.startswith(SHIPPED)
        if frame.filename.endswith(".py") or (local and shipped) or sources.text(frame.filename) is None:
            continue
        name, line = frame.filename, frame.lineno or 0
    return name, line
