"""Where the shipped `templates/` and `data/` are: in the wheel, or at the top of a checkout."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

_IN_WHEEL = files("drafter") / "_shipped"
_IN_CHECKOUT = Path(__file__).parents[3]  # src/drafter/system/resources.py → the top level (pip install -e)


def _shipped(folder: str) -> Traversable:
    return (_IN_WHEEL if _IN_WHEEL.is_dir() else _IN_CHECKOUT) / folder


def templates() -> Traversable:
    """The folder of the shipped layouts and parts."""
    return _shipped("templates")


def data() -> Traversable:
    """The folder of the shipped tables: facts, units, phrases, the numbers of the standard."""
    return _shipped("data")
