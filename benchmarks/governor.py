"""The governor, simulated: how much of the rate is used, and the most of it in any one-second window."""

from __future__ import annotations

import heapq
import random

from benchmarks.timing import Row
from pinwheel.domain.governor import SLACK, Slot, pace, reserve

RATE = 1_000
SECONDS = 60
PATIENCE = 15.0


def simulated(senders: int) -> list[tuple[float, int]]:
    """Let senders work at the rate for a minute; gives the instants and sizes of their bursts."""
    dice = random.Random(senders)
    chosen = pace(RATE)
    lateness = SLACK * 0.9 if senders > 1 else 0.0005
    free_at, sent = 0.0, []
    agenda = [(dice.random() * 0.01, number) for number in range(senders)]
    heapq.heapify(agenda)
    while agenda:
        now, number = heapq.heappop(agenda)
        if now > SECONDS:
            continue
        answer, free_at = reserve(free_at, now=now, spacing=chosen.spacing, patience=PATIENCE)
        if isinstance(answer, Slot):
            moment = answer.at + dice.random() * lateness
            if moment <= SECONDS:
                sent.append((moment, chosen.burst))
            heapq.heappush(agenda, (moment + 0.0002, number))
        else:
            heapq.heappush(agenda, (answer.at - PATIENCE / 2, number))
    return sorted(sent)


def most_in_a_second(sent: list[tuple[float, int]]) -> int:
    """Count the most messages in any window of one second."""
    most = total = start = 0
    for moment, size in sent:
        total += size
        while sent[start][0] <= moment - 1.0:
            total -= sent[start][1]
            start += 1
        most = max(most, total)
    return most


def rows() -> list[Row]:
    """Simulate 1, 20 and 200 senders."""
    found = []
    for senders in (1, 20, 200):
        sent = simulated(senders)
        used = sum(size for _, size in sent) / (RATE * SECONDS)
        most = most_in_a_second(sent)
        figure = f"{used:.1%} used, {most:,} at most"
        reached = used >= 0.95 and most <= RATE
        found.append(Row(f"Governor at {RATE:,}/s, {senders} senders", figure, "95 %, never above", reached))
    return found
