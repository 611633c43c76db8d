"""Many files at once: the same work for each, on all cores, with the results in the order of the files."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from drafter.findings import NOWHERE, DrafterError, fatal

Task = TypeVar("Task")
Result = TypeVar("Result")

_WORTH_A_PROCESS = 8  # tasks; starting a process takes as long as some of them
_AHEAD = 2  # tasks of each process that are done or begun before their turn, so that results do not pile up


def usual_jobs(tasks: int) -> int:
    """How many processes are worth their start for so many tasks: at most one for each core that we may use."""
    usable = getattr(os, "sched_getaffinity", None)
    cores = len(usable(0)) if usable else os.cpu_count() or 1
    return max(1, min(cores, tasks // _WORTH_A_PROCESS))


def mapped(work: Callable[[Task], Result], tasks: Sequence[Task], jobs: int) -> Iterator[Result]:
    """The result of each task, in order; `work`, tasks and results must be such that processes can exchange them.

    Raises DrafterError when a process was ended from outside. Ctrl-C ends all of them.
    """
    if min(jobs, len(tasks)) < 2:
        yield from map(work, tasks)
        return
    from concurrent.futures import Future, ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    jobs = min(jobs, len(tasks))
    pool = ProcessPoolExecutor(jobs, initializer=_leave_interrupts)
    try:
        begun: deque[Future[Result]] = deque()
        for task in tasks:
            begun.append(pool.submit(work, task))
            if len(begun) >= jobs * _AHEAD:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
    except BrokenProcessPool as error:
        hint = "加上 --jobs 1 再运行一次，一份一份地做"
        raise DrafterError([fatal(NOWHERE, "有一个进程被系统停止了，多半是内存不够", hint)]) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _leave_interrupts() -> None:
    """Ctrl-C reaches all processes of a console; the first one ends the others."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
