"""Shares of endpoints and users by a dimension (extension API; spec 05, section 6).

Small applications are counted whole. Of others hash buckets are read until that is enough, and each number
is told with its bounds (domain/insight/sampling.py). Users are told only where everybody was counted: the
endpoints of one user lie in several buckets, so a part of the buckets does not tell how many users there are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pinwheel.domain.endpoints import BUCKETS
from pinwheel.domain.errors import LimitExceeded
from pinwheel.domain.insight.sampling import CONFIDENCE, interval
from pinwheel.domain.usage.demographics import Dimension, Population, find_dimension
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Documents
from pinwheel.ports.endpoints import EndpointReader
from pinwheel.services.applications import require_application
from pinwheel.services.insight.estimates import BUDGET, ENOUGH, READERS, SMALL, drawn_order

MOST_VALUES = 1000
"""Values that an answer lists, the commonest first; the others are told together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemographicsTools:
    """What it takes: `reader` gives a reader of endpoints for each thread."""

    documents: Documents
    reader: Callable[[], EndpointReader]
    clock: Clock


def demographics(application_id: str, dimension: str | None, *, tools: DemographicsTools) -> dict[str, Any]:
    """Tell how many endpoints and users have which value.

    Raises:
        NotFound: there is no such application.
        Invalid: there is no such dimension.
        LimitExceeded: not even a part could be read in time.
    """
    require_application(application_id, documents=tools.documents)
    found = find_dimension(dimension)
    population, buckets = _sampled(application_id, found, tools)
    if not buckets:
        raise LimitExceeded("There are too many endpoints to look at within a request; use an export job.")
    return _told(application_id, found.name, population, buckets)


def _told(application_id: str, name: str, population: Population, buckets: int) -> dict[str, Any]:
    share, is_exact = buckets / BUCKETS, buckets == BUCKETS
    ranked = sorted(population.endpoints.items(), key=lambda item: (-item[1], item[0]))
    everybody = len(population.users.get(None, ()))

    def row(count: int, users: int) -> dict[str, Any]:
        bounds = interval(count, share)
        return {
            "Endpoints": bounds.estimate,
            "Bounds": {"Low": bounds.low, "High": bounds.high},
            "Share": count / population.examined if population.examined else 0.0,
            "Users": users if is_exact else None,
            "UserShare": (users / everybody if everybody else 0.0) if is_exact else None,
        }

    other = sum(count for _, count in ranked[MOST_VALUES:])
    return {
        "ApplicationId": application_id,
        "Dimension": name,
        "Exact": is_exact,
        "Confidence": 1.0 if is_exact else CONFIDENCE,
        "SampledShare": share,
        "Total": row(population.examined, everybody),
        "Values": [
            {"Value": value, **row(count, len(population.users.get(value, ())))}
            for value, count in ranked[:MOST_VALUES]
        ],
        "Missing": interval(population.missing, share).estimate,
        "Other": interval(other, share).estimate,
    }


def _sampled(application_id: str, dimension: Dimension, tools: DemographicsTools) -> tuple[Population, int]:
    """Read buckets, some at a time, until that is enough or time is up; tell how many were read."""
    end = tools.clock.real_now() + BUDGET
    order = drawn_order(application_id)
    population, buckets = Population(), 0
    readers = [tools.reader() for _ in range(READERS)]
    with ThreadPoolExecutor(READERS) as pool:
        for start in range(0, BUCKETS, READERS):
            found = pool.map(
                lambda reader, bucket: _read(reader, application_id, dimension, bucket, end, tools.clock),
                readers,
                order[start : start + READERS],
            )
            complete = [each for each in found if each is not None]
            for each in complete:
                population.merge(each)
            buckets += len(complete)
            if len(complete) < READERS or _is_enough(population, buckets):
                break
    return population, buckets


def _is_enough(population: Population, buckets: int) -> bool:
    """Tell whether to stop: small applications are read whole, of others enough endpoints."""
    if population.examined * BUCKETS <= SMALL * buckets:
        return False
    return population.examined >= ENOUGH


def _read(
    reader: EndpointReader,
    application_id: str,
    dimension: Dimension,
    bucket: int,
    end: datetime,
    clock: Clock,
) -> Population | None:
    """Count one bucket; None when time ran out before its end."""
    population, after = Population(), None
    while True:
        if clock.real_now() > end:
            return None
        page = reader.page(application_id, bucket, after=after, fields=dimension.fields)
        _count(population, dimension, page.endpoints)
        if page.after is None:
            return population
        after = page.after


def _count(population: Population, dimension: Dimension, endpoints: Sequence[Any]) -> None:
    for endpoint in endpoints:
        population.add(endpoint, dimension.read(endpoint))
