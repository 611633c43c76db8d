"""The same facts with another name and other figures, so that no two reports of a run are the same."""

from __future__ import annotations

import re

import yaml

# 58件 and 2000余人次, but not a year, a rate, or a figure after other words
_A_COUNT = re.compile(r"(?<=: )\d+(?=[^\d\s%]+$)", re.MULTILINE)
_FIRST_HANZI = 0x4E00


def variant(text: str, number: int) -> str:
    """The text of a facts file, different for every number up to some 20,000; quantities keep their relations."""
    name = yaml.safe_load(text)["单位"]["简称"]
    renamed = text.replace(name, f"{name[:-1]}{chr(_FIRST_HANZI + number)}{name[-1]}")
    return _A_COUNT.sub(lambda match: str(int(match[0]) + number), renamed)
