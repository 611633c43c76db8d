"""`python -m tests.fuzz --minutes 30`: more mutations than the tests have time for; a fault ends with its seed."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import click

from tests.fuzz.fuzzing import KINDS, case, in_folder


@click.command()
@click.option("--minutes", type=float, default=1.0, show_default=True, help="How long to go on.")
@click.option("--kind", "kinds", type=click.Choice(sorted(KINDS)), multiple=True, help="These kinds alone.")
@click.option("--seed", type=int, help="This one case, whose files are kept.")
@click.option("--start", type=int, default=100_000, show_default=True, help="The first seed.")
def fuzz(minutes: float, kinds: tuple[str, ...], seed: int | None, start: int) -> None:
    """Feeds drafter with mutations until the time is over, and tells every fault with its kind and seed."""
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    seeds = iter([seed]) if seed is not None else iter(range(start, 10**12))
    ends, done, faults = time.monotonic() + minutes * 60, 0, 0
    for number in seeds:
        if time.monotonic() > ends:
            break
        for kind in kinds or KINDS:
            wrong = in_folder(case(kind, number), folder / "case")
            done += 1
            if wrong:
                faults += 1
                click.echo(f"--kind {kind} --seed {number}\n    {wrong}")
    click.echo(f"{done} cases, {faults} faults; the last one is in {folder / 'case'}")
    raise SystemExit(bool(faults))


if __name__ == "__main__":
    fuzz()
