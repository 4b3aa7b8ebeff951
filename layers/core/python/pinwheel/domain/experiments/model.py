"""What an experiment is: arms, one of them the control, and outcomes counted from events (spec 09).

Arms are segments, or the treatments and the holdout of a campaign on one, frozen at the version they had
when the experiment was made. An endpoint in more than one arm belongs to none, because nobody can say
what it saw.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pinwheel.domain.errors import Invalid
from pinwheel.domain.events import EventRecord
from pinwheel.domain.rollups import places
from pinwheel.domain.rollups.amounts import amount
from pinwheel.domain.rollups.counting import Contribution
from pinwheel.domain.times import epoch_millis, parse_iso

MOST_ARMS = 10
MOST_OUTCOMES = 10
MOST_RUNNING = 50
"""Experiments of one application; each event is looked at for all of them, and must fit one transaction."""
WAITED_MILLIS = 7 * 24 * 3600 * 1000
"""How long after its end an experiment still counts events that come late."""
LONGEST_NAME = 128
ARM = "arm"
_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Arm:
    """A group of endpoints: a segment, or those of its cohorts that a campaign gave to a treatment.

    `share` is its part of all arms as planned, None where nothing was said.
    """

    name: str
    segment_id: str
    version: int
    share: float | None = None
    cohorts: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Something that endpoints do: events of a type, and optionally one of their metrics."""

    name: str
    event_type: str
    metric: str | None = None


@dataclass(frozen=True, slots=True)
class Experiment:
    """One experiment; the window is in epoch milliseconds of the events' own time, None where it is open."""

    id: str
    arms: tuple[Arm, ...]
    control: str
    outcomes: tuple[Outcome, ...]
    start: int | None = None
    end: int | None = None

    def reached(self, event: EventRecord) -> Iterator[tuple[int, Outcome]]:
        """List the outcomes that an event counts for."""
        if self.start is not None and event.event_timestamp < self.start:
            return
        if self.end is not None and event.event_timestamp > self.end:
            return
        for index, outcome in enumerate(self.outcomes):
            if outcome.event_type == event.event_type:
                yield index, outcome

    def is_over(self, now: int) -> bool:
        """Tell whether the window ended long enough ago that no late event is waited for any more."""
        return self.end is not None and self.end + WAITED_MILLIS < now

    def is_reached_by(self, event: EventRecord) -> bool:
        """Tell whether an event counts for any outcome."""
        return any(True for _ in self.reached(event))

    def count(self, event: EventRecord, arm: str, made: Contribution) -> None:
        """Add what an event of an endpoint in `arm` counts for."""
        key = places.outcome(self.id, event.endpoint_id)
        for index, outcome in self.reached(event):
            made.add(key, f"count{index}", _ONE)
            value = amount(event.metrics.get(outcome.metric, 0.0)) if outcome.metric else None
            if value:
                made.add(key, f"sum{index}", value)
        made.facts[key] = {ARM: arm}


def read_experiment(document: Mapping[str, Any]) -> Experiment:
    """Read a stored experiment."""
    return Experiment(
        id=document["Id"],
        arms=tuple(
            Arm(
                name=arm["Name"],
                segment_id=arm["SegmentId"],
                version=arm["SegmentVersion"],
                share=arm.get("Share"),
                cohorts=frozenset(arm["Cohorts"]) if "Cohorts" in arm else None,
            )
            for arm in document["Arms"]
        ),
        control=document["Control"],
        outcomes=tuple(
            Outcome(each["Name"], each["EventType"], each.get("Metric")) for each in document["Outcomes"]
        ),
        start=_millis(document, "Start"),
        end=_millis(document, "End"),
    )


def validated(body: Any) -> dict[str, Any]:
    """Check what a caller asks for and give it in its stored form, still without versions of segments.

    Raises:
        Invalid: names the member that breaks a rule.
    """
    document = _object(body, "The body")
    if document.get("CampaignId") is not None:
        return {"CampaignId": _text(document, "CampaignId"), **_validated_outcomes(document, control=False)}
    arms = [_arm(arm) for arm in _list(document, "Arms", 2, MOST_ARMS)]
    _distinct([arm["Name"] for arm in arms], "Arms")
    if len({"Share" in arm for arm in arms}) > 1:
        raise Invalid("Give Share for all arms or for none.", member="Arms")
    made = {**_validated_outcomes(document, control=True), "Arms": arms}
    require_control(made)
    return made


def require_control(document: Mapping[str, Any]) -> None:
    """Check that the control is one of the arms.

    Raises:
        Invalid: it is not.
    """
    if document["Control"] not in {arm["Name"] for arm in document["Arms"]}:
        raise Invalid("Control must be the name of an arm.", member="Control")


def _validated_outcomes(document: Mapping[str, Any], *, control: bool) -> dict[str, Any]:
    outcomes = [_outcome(each) for each in _list(document, "Outcomes", 1, MOST_OUTCOMES)]
    _distinct([each["Name"] for each in outcomes], "Outcomes")
    start, end = _millis(document, "Start"), _millis(document, "End")
    if start is not None and end is not None and end <= start:
        raise Invalid("End must be after Start.", member="End")
    given = [name for name in ("Name", "Start", "End", "Control") if document.get(name)]
    if control and "Control" not in given:
        raise Invalid("Control must be the name of an arm.", member="Control")
    return {**{name: _text(document, name) for name in given}, "Outcomes": outcomes}


def _arm(value: Any) -> dict[str, Any]:
    arm = _object(value, "An arm")
    made: dict[str, Any] = {"Name": _text(arm, "Name"), "SegmentId": _text(arm, "SegmentId")}
    share = arm.get("Share")
    if share is not None:
        if isinstance(share, bool) or not isinstance(share, int | float) or not share > 0:
            raise Invalid("Share must be a positive number.", member="Share")
        made["Share"] = share
    return made


def _outcome(value: Any) -> dict[str, str]:
    outcome = _object(value, "An outcome")
    made = {"Name": _text(outcome, "Name"), "EventType": _text(outcome, "EventType")}
    return {**made, **({"Metric": _text(outcome, "Metric")} if outcome.get("Metric") is not None else {})}


def _object(value: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise Invalid(f"{what} must be a JSON object.")
    return value


def _list(document: Mapping[str, Any], member: str, least: int, most: int) -> list[Any]:
    value = document.get(member)
    if not isinstance(value, list) or not least <= len(value) <= most:
        raise Invalid(f"{member} must be a list of {least} to {most} items.", member=member)
    return value


def _text(document: Mapping[str, Any], member: str) -> str:
    value = document.get(member)
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_NAME:
        raise Invalid(f"{member} must be a text of 1 to {LONGEST_NAME} characters.", member=member)
    return value


def _distinct(names: list[str], member: str) -> None:
    if len(set(names)) < len(names):
        raise Invalid(f"Names in {member} must differ.", member=member)


def _millis(document: Mapping[str, Any], member: str) -> int | None:
    if not document.get(member):
        return None
    return epoch_millis(parse_iso(_text(document, member), member=member))
