"""Thousands of campaign runs under seeded faults: `make chaos`, `make chaos SEEDS=5000`, `make chaos SEED=17`.

A seed that fails is printed and replays exactly.
"""

from __future__ import annotations

import os
import sys
import traceback

from rich.progress import track

from tests.scenarios.chaos_events import EventWorld, check_events
from tests.scenarios.chaos_story import Story
from tests.scenarios.chaos_world import World, check_activities, check_counters, check_guarantee

DEFAULT_SEEDS = 2000


def _play_run(seed: int) -> None:
    world = World(seed, lost=0.3 if seed % 3 == 0 else 0.0, story=Story.drawn(seed))
    world.run_until_idle()
    check_guarantee(world)
    check_counters(world)
    check_activities(world)


def _play_events(seed: int) -> None:
    world = EventWorld(seed)
    world.run_until_idle()
    check_events(world)


def survives(seed: int) -> bool:
    """Play one seed; tell whether all invariants held."""
    try:
        if seed % 5 == 4:
            _play_events(seed)
        else:
            _play_run(seed)
    except Exception:
        traceback.print_exc()
        return False
    return True


def main() -> int:
    """Play the seeds that the environment names; 0 when all survived."""
    single = os.environ.get("SEED")
    if single is not None:
        seeds = [int(single)]
    else:
        seeds = list(range(int(os.environ.get("SEEDS") or DEFAULT_SEEDS)))
    failed = [seed for seed in track(seeds, "Campaign runs under faults") if not survives(seed)]
    for seed in failed:
        print(f"Seed {seed} failed; replay it with: make chaos SEED={seed}")
    print(f"{len(seeds) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
