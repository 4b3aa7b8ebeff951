"""The delivery guarantee under fault injection: hundreds of seeds, each another way for a run to go wrong."""

from __future__ import annotations

from collections import Counter

import pytest

from pinwheel.domain.campaigns.send_status import SendStatus
from pinwheel.services.campaigns import delete_campaign
from tests.scenarios.chaos_events import EventWorld, check_events
from tests.scenarios.chaos_story import Story
from tests.scenarios.chaos_world import (
    APP,
    World,
    check_activities,
    check_counters,
    check_guarantee,
)


@pytest.mark.parametrize("seeds", [range(at, at + 50) for at in range(0, 200, 50)], ids=str)
def test_each_endpoint_ends_in_one_status_and_is_sent_at_most_once_whatever_dies(seeds):
    for seed in seeds:
        world = World(seed, story=Story.drawn(seed))

        world.run_until_idle()

        check_guarantee(world)
        check_counters(world)
        check_activities(world)


def test_work_whose_message_is_lost_for_good_is_found_and_done():
    for seed in range(2000, 2030):
        world = World(seed, lost=0.7)

        world.run_until_idle()

        check_guarantee(world)
        check_counters(world)


def test_without_faults_everybody_is_sent_exactly_once():
    world = World(1, deaths=0, bad=0.0, holdout=0)

    world.run_until_idle(workers=1)

    check_guarantee(world)
    reachable = {
        each.address for each in world.endpoints if each.opt_out == "NONE" and each.channel_type == "EMAIL"
    }
    assert set(world.provider.taken) == reachable


def test_doubt_is_reported_as_unknown_and_never_sent_again():
    seen: Counter[str] = Counter()
    for seed in range(20):
        world = World(seed, deaths=25, bad=0.0, holdout=0)
        world.run_until_idle()
        check_guarantee(world)
        seen.update(world.statuses().values())

    assert seen[SendStatus.UNKNOWN] > 0
    assert seen[SendStatus.SUCCESS] > seen[SendStatus.UNKNOWN]


@pytest.mark.parametrize("seeds", [range(1000, 1040)], ids=str)
def test_a_campaign_deleted_in_the_middle_stops_and_still_accounts_for_everybody_it_reached(seeds):
    for seed in seeds:
        world = World(seed, bad=0.0)
        moment = world.random.randrange(20, 400)

        def delete(world, turn, moment=moment):
            if turn == moment and world.ledger.runs:
                delete_campaign(APP, world.campaign["Id"], tools=world.campaign_tools)

        world.run_until_idle(between=delete)

        assert max(Counter(world.provider.taken).values(), default=0) <= 1
        for run in world.ledger.runs.values():
            assert run.is_complete or run.is_cancelled
            assert run.chunks_done == run.chunks_total
        world.statuses()


def test_each_event_brings_one_message_at_most_and_one_status_until_the_window_closes():
    seen: Counter[str] = Counter()
    for seed in range(60):
        world = EventWorld(seed)

        world.run_until_idle()

        check_events(world)
        seen.update(world.statuses().values())

    assert seen[SendStatus.SUCCESS] > 100
    assert seen[SendStatus.EXPIRED] > 0
