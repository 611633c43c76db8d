"""The length that the county allows."""

from __future__ import annotations

from collections.abc import Iterator

from drafter.document.model import Document
from drafter.facts.amounts import Quantity
from drafter.facts.model import Facts
from drafter.findings import Finding, Severity
from drafter.typesetting.typeset import character_count


def too_long(document: Document, facts: Facts) -> Iterator[Finding]:
    """A notice when the report has more characters than the facts file says it may have."""
    limit = facts.by_role("字数上限")
    if not isinstance(limit.value, Quantity) or limit.value.number is None:
        return
    count = character_count(document.text)
    if count > limit.value.number:
        message = f"报告有{count}字，超过上限{limit.value.text}"
        yield Finding(Severity.NOTICE, limit.place, message, "删去次要的事实，或把几项并成一项")
