"""Where everything that the roll-up keeps lives in the events table; the only place that spells its keys.

    CHECKPOINT#<consumer>          <shard>                             how far a shard has been counted
    SEEN#<app>#<endpoint>          SEEN                                marks of its records, last sessions
    SHOWN#<app>#<endpoint>         SHOWN                               in-app messages that it displayed
    CAPS#<app>#<endpoint>          DAILY, TOTAL#<campaign>             what it was sent, for caps
    SEEN#BATCH#<batch>             SEEN                                the mark of a service batch
    ROLLUP#<app>#EVENTS            <hour>#<event type>#<shard>         events by type
    ROLLUP#<app>#EMAIL             <hour>##<shard>                     e-mail sent directly
    ROLLUP#<app>#CAMPAIGNS         <hour>#<campaign>#<shard>           campaigns of an application
    ROLLUP#<app>#CAMPAIGN#<id>     <hour>#<activity>#<treatment>#<shard>
    ROLLUP#<app>#SMS               <hour>#<country>#<shard>            texts sent directly
    ROLLUP#<app>#USAGE             <hour>##<shard>                     sessions
    ROLLUP#<app>#REVENUE           <hour>#<currency>#<shard>           purchases
    ROLLUP#<app>#JOURNEY#<id>      <hour>#<activity>#<shard>           messages of a journey
    USAGE#<app>#<kind>             <date>#<shard>                      endpoints, users, payers of a day
    SKETCH#<app>                   <date>#<kind>##<shard>              distinct endpoints, whole application
    SKETCH#<app>#<campaign>        <date>#<kind>#<activity>#<shard>    distinct endpoints of a campaign
    OUTCOME#<experiment>#<digit>   <endpoint>                          what an endpoint did in an experiment

A shard is counted by one invocation at a time, so that items which name their shard have one writer and never
collide; who reads adds the shards up. Hours are UTC, `2026-11-02T12`.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from pinwheel.domain.endpoints import bucket_of, endpoint_key

LONGEST_PART_BYTES = 512
"""Longer names, which are possible in IDs that clients choose, are kept by their hash."""
OUTCOME_DIGITS = "0123456789abcdef"
_LAST_HOUR = 253_402_300_799_999 // 3_600_000


class ItemKey(NamedTuple):
    """Where an item lives."""

    pk: str
    sk: str


def part(name: str) -> str:
    """Fit a name of unknown length into a key."""
    data = name.encode()
    return name if len(data) <= LONGEST_PART_BYTES else hashlib.blake2b(data, digest_size=32).hexdigest()


@lru_cache(maxsize=1024)
def _hour(number: int) -> str:
    return f"{datetime.fromtimestamp(number * 3600, UTC):%Y-%m-%dT%H}"


def hour(millis: int) -> str:
    """Name the hour of an instant in epoch milliseconds, moved to the edge of 1970 to 9999 if beyond."""
    return _hour(min(max(millis // 3_600_000, 0), _LAST_HOUR))


def date(millis: int) -> str:
    """Name the UTC day of an instant in epoch milliseconds."""
    return hour(millis)[:10]


def checkpoint(consumer: str, shard: str) -> ItemKey:
    """Locate how far a consumer has counted a shard."""
    return ItemKey(f"CHECKPOINT#{consumer}", shard)


def seen_endpoint(application_id: str, endpoint_id: str) -> ItemKey:
    """Locate the marks and the last sessions of one endpoint."""
    return ItemKey(f"SEEN#{application_id}#{part(endpoint_key(endpoint_id))}", "SEEN")


def shown_endpoint(application_id: str, endpoint_id: str) -> ItemKey:
    """Locate which in-app messages one endpoint has displayed."""
    return ItemKey(f"SHOWN#{application_id}#{part(endpoint_key(endpoint_id))}", "SHOWN")


def capped_endpoint(application_id: str, endpoint_id: str) -> str:
    """Name the partition with what one endpoint was sent lately, for caps."""
    return f"CAPS#{application_id}#{part(endpoint_key(endpoint_id))}"


def seen_batch(batch_id: str) -> ItemKey:
    """Locate the mark of one service batch."""
    return ItemKey(f"SEEN#BATCH#{part(batch_id)}", "SEEN")


EVENTS, EMAIL, CAMPAIGNS, SMS = "EVENTS", "EMAIL", "CAMPAIGNS", "SMS"
USAGE, REVENUE = "USAGE", "REVENUE"
ACTIVE_ENDPOINTS, ACTIVE_USERS, PAYERS = "endpoints", "users", "payers"
"""Kinds of distinct counts of a day's usage."""


def campaign_scope(campaign_id: str) -> str:
    """Name the scope of one campaign's counters."""
    return f"CAMPAIGN#{part(campaign_id)}"


def journey_scope(journey_id: str) -> str:
    """Name the scope of one journey's counters."""
    return f"JOURNEY#{part(journey_id)}"


def counter_partition(application_id: str, scope: str) -> str:
    """Name the partition of one scope's counters."""
    return f"ROLLUP#{application_id}#{scope}"


def counter(application_id: str, scope: str, at_hour: str, dimension: str, shard: str) -> ItemKey:
    """Locate one hour's counters of a scope and dimension, as counted from one shard."""
    return ItemKey(counter_partition(application_id, scope), f"{at_hour}#{part(dimension)}#{shard}")


def sketch_partition(application_id: str, campaign_id: str | None = None) -> str:
    """Name the partition of an application's or a campaign's sketches."""
    return f"SKETCH#{application_id}" + ("" if campaign_id is None else f"#{part(campaign_id)}")


def sketch(
    application_id: str, campaign_id: str | None, day: str, kind: str, activity_id: str, shard: str
) -> ItemKey:
    """Locate one day's sketch."""
    partition = sketch_partition(application_id, campaign_id)
    return ItemKey(partition, f"{day}#{kind}#{part(activity_id)}#{shard}")


def usage_partition(application_id: str, kind: str) -> str:
    """Name the partition of an application's distinct counts by day."""
    return f"USAGE#{application_id}#{kind}"


def usage_sketch(application_id: str, kind: str, day: str, shard: str) -> ItemKey:
    """Locate who was active on a day, as counted from one shard."""
    return ItemKey(usage_partition(application_id, kind), f"{day}#{shard}")


def outcome_partition(experiment_id: str, digit: str) -> str:
    """Name one of the 16 partitions that an experiment's outcomes are spread over."""
    return f"OUTCOME#{experiment_id}#{digit}"


def outcome(experiment_id: str, endpoint_id: str) -> ItemKey:
    """Locate what an endpoint did in an experiment."""
    digit = OUTCOME_DIGITS[bucket_of(endpoint_id) >> 4]
    return ItemKey(outcome_partition(experiment_id, digit), part(endpoint_key(endpoint_id)))


def application_partitions(application_id: str) -> list[str]:
    """Name the partitions with figures of an application as a whole."""
    scopes = (EVENTS, EMAIL, CAMPAIGNS, SMS, USAGE, REVENUE)
    kinds = (ACTIVE_ENDPOINTS, ACTIVE_USERS, PAYERS)
    return [
        *(counter_partition(application_id, scope) for scope in scopes),
        *(usage_partition(application_id, kind) for kind in kinds),
        sketch_partition(application_id),
    ]


def campaign_partitions(application_id: str, campaign_id: str) -> list[str]:
    """Name the partitions with figures of one campaign."""
    scope = campaign_scope(campaign_id)
    return [counter_partition(application_id, scope), sketch_partition(application_id, campaign_id)]


def journey_partitions(application_id: str, journey_id: str) -> list[str]:
    """Name the partitions with figures of one journey."""
    return [counter_partition(application_id, journey_scope(journey_id))]


def experiment_partitions(experiment_id: str) -> list[str]:
    """Name the partitions with the outcomes of an experiment."""
    return [outcome_partition(experiment_id, digit) for digit in OUTCOME_DIGITS]


def split_sort_key(sort_key: str) -> tuple[str, str]:
    """Take hour or date and the dimensions out of the sort key of a counter or sketch."""
    first, rest = sort_key.split("#", 1)
    return first, rest.rsplit("#", 1)[0]
