"""`drafter schema`: the JSON Schema of facts files, for editors."""

from __future__ import annotations

import json
from pathlib import Path

from drafter.facts.schema import facts_schema
from drafter.workspace.facts_file import table_with


def schema_text(further: Path | None = None) -> str:
    """The JSON Schema of facts files, as a file."""
    return json.dumps(facts_schema(table_with(further)), ensure_ascii=False, indent=1) + "\n"
