"""Timing as the benchmarks do it: best of several runs, CPU of one core, ratios within one process."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the report."""

    name: str
    figure: str
    target: str
    reached: bool


def best_seconds(work: Callable[[], object], *, runs: int = 3) -> float:
    """Run some work several times and give the least CPU time that it took."""
    taken = []
    for _ in range(runs):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def best_seconds_of_each(*works: Callable[[], object], rounds: int = 6) -> list[float]:
    """Run several works in turn and give the least CPU time of each: a slow moment meets them all."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for times, work in zip(taken, works, strict=True):
            times.append(best_seconds(work, runs=1))
    return [min(times) for times in taken]
