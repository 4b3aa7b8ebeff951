"""Experiments: declare them, count what their arms do, report (spec 09, extension API).

Arm sizes are counted in one pass over the endpoints when the experiment is declared; what does not fit
into one call is continued by the next ones that ask for the report, from where it stopped. Outcomes are
counted by the roll-up from the moment of the declaration: what happened before is not in the window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.endpoints import BUCKETS, Endpoint, endpoint_key
from pinwheel.domain.errors import Conflict, Invalid, NotFound
from pinwheel.domain.events import EventRecord
from pinwheel.domain.experiments.campaign_arms import campaign_arms, default_control
from pinwheel.domain.experiments.model import (
    MOST_RUNNING,
    Experiment,
    read_experiment,
    require_control,
    validated,
)
from pinwheel.domain.experiments.report import arms_report, gather, mismatch
from pinwheel.domain.rollups import places
from pinwheel.domain.rollups.counting import Contribution
from pinwheel.domain.segments.bounds import fields_of
from pinwheel.domain.segments.model import SegmentDefinition
from pinwheel.domain.times import epoch_millis, iso
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import ABSENT, Document, Documents, Put
from pinwheel.ports.endpoints import EndpointReader
from pinwheel.ports.ids import Ids
from pinwheel.ports.rollups import Rollups
from pinwheel.services.applications import require_application
from pinwheel.services.audience import AudienceReader, load_segment

IsMember = Callable[[Endpoint], bool]

COUNTING, READY = "COUNTING", "READY"
COUNTING_TIME = timedelta(seconds=15)
"""How long one call counts; API Gateway waits for 30 seconds."""


@dataclass(frozen=True, slots=True)
class ExperimentStores:
    """What experiments are kept in and counted from; `segments` is the segments table."""

    documents: Documents
    segments: Documents
    endpoints: EndpointReader
    audience: AudienceReader
    rollups: Rollups
    clock: Clock


def create_experiment(
    application_id: str, body: Any, *, stores: ExperimentStores, ids: Ids
) -> dict[str, Any]:
    """Declare an experiment, freeze its arms and begin to count them.

    Raises:
        NotFound: there is no such application.
        Invalid: the declaration breaks a rule; names the member.
    """
    require_application(application_id, documents=stores.documents)
    document = validated(body)
    if "CampaignId" in document:
        document = {**_of_campaign(application_id, document["CampaignId"], stores), **document}
        require_control(document)
    else:
        document["Arms"] = [_frozen(application_id, arm, stores.segments) for arm in document["Arms"]]
    experiment_id = ids.new_id()
    sizes = [0] * len(document["Arms"])
    document |= {
        "Id": experiment_id,
        "ApplicationId": application_id,
        "CreationDate": iso(stores.clock.now()),
        "State": COUNTING,
        "Counting": {"Bucket": 0, "After": None, "Sizes": sizes, "Overlap": 0},
    }
    key = keys.experiment(application_id, experiment_id)
    listed = keys.running_experiments(application_id)
    running = stores.documents.get(listed)
    now = epoch_millis(stores.clock.now())
    counted_for = [
        entry
        for entry in (running.body["Experiments"] if running else ())
        if not read_experiment(entry).is_over(now)
    ]
    if len(counted_for) >= MOST_RUNNING:
        raise Invalid(f"An application can have at most {MOST_RUNNING} running experiments.")
    entries = [*counted_for, _entry(document)]
    stores.documents.write(
        [
            Put(key, document, expect=ABSENT),
            Put(listed, {"Experiments": entries}, expect=running.revision if running else ABSENT),
        ]
    )
    counted = _count_on(Document(key, document, 1), stores)
    return _described(counted)


def list_experiments(
    application_id: str, *, limit: int, after: str | None, documents: Documents
) -> tuple[list[dict[str, Any]], str | None]:
    """List an application's experiments in the order of their declaration, without figures."""
    require_application(application_id, documents=documents)
    partition = keys.application_partition(application_id)
    page = documents.list(partition, prefix=keys.EXPERIMENT_PREFIX, limit=limit, after=after)
    return [_described(document.body) for document in page.documents], page.after


def report_experiment(application_id: str, experiment_id: str, *, stores: ExperimentStores) -> dict[str, Any]:
    """Report an experiment as far as it has been counted.

    Raises:
        NotFound: there is no such experiment.
    """
    stored = stores.documents.get(keys.experiment(application_id, experiment_id))
    if stored is None:
        raise NotFound(f"Experiment '{experiment_id}' was not found.")
    body = _count_on(stored, stores)
    experiment = read_experiment(body)
    sizes = dict(zip((arm.name for arm in experiment.arms), body["Counting"]["Sizes"], strict=True))
    counted = gather(experiment, _outcomes(experiment_id, stores.rollups))
    return {
        **_described(body),
        "Arms": arms_report(experiment, sizes, counted),
        "Overlap": body["Counting"]["Overlap"],
        "Confidence": 0.95,
        "LastEvaluatedTime": iso(stores.clock.now()),
        **mismatch(experiment, sizes),
    }


def _of_campaign(application_id: str, campaign_id: str, stores: ExperimentStores) -> dict[str, Any]:
    found = stores.documents.get(keys.campaign(application_id, campaign_id))
    if found is None:
        raise Invalid(f"Campaign '{campaign_id}' was not found.", member="CampaignId")
    segment_id, version = found.body["SegmentId"], found.body.get("SegmentVersion")
    definition = load_segment(application_id, segment_id, version, documents=stores.segments)
    arms = campaign_arms(found.body, definition.version)
    return {"Arms": arms, "Control": default_control(arms)}


def _frozen(application_id: str, arm: dict[str, Any], segments: Documents) -> dict[str, Any]:
    try:
        definition = load_segment(application_id, arm["SegmentId"], documents=segments)
    except NotFound as error:
        raise Invalid(str(error), member="SegmentId") from error
    return {**arm, "SegmentVersion": definition.version}


_ENTRY = ("Id", "Arms", "Control", "Outcomes", "Start", "End")


def _entry(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: document[name] for name in _ENTRY if name in document}


_INNER = frozenset({"Counting"})


def _described(body: Mapping[str, Any]) -> dict[str, Any]:
    progress = body["Counting"]["Bucket"] / BUCKETS
    return {**{name: value for name, value in body.items() if name not in _INNER}, "Progress": progress}


def _outcomes(experiment_id: str, rollups: Rollups) -> Iterator[tuple[Mapping[str, str], Mapping[str, Any]]]:
    for digit in places.OUTCOME_DIGITS:
        for row in rollups.rows(places.outcome_partition(experiment_id, digit)):
            yield row.facts, row.numbers


def _count_on(stored: Document, stores: ExperimentStores) -> Mapping[str, Any]:
    """Count arm sizes further, for as long as one call may, and keep how far that came."""
    body = stored.body
    if body["State"] == READY:
        return body
    until = stores.clock.real_now() + COUNTING_TIME
    counting = dict(body["Counting"], Sizes=list(body["Counting"]["Sizes"]))
    experiment = read_experiment(body)
    definitions = _definitions(body["ApplicationId"], experiment, stores)
    fields = frozenset({"cohort_id"}).union(*(fields_of(each) for each in definitions.values()))
    arms = _matchers(experiment, definitions, stores)
    while counting["Bucket"] < BUCKETS and stores.clock.real_now() < until:
        page = stores.endpoints.page(
            body["ApplicationId"], counting["Bucket"], after=counting["After"], fields=fields
        )
        for endpoint in page.endpoints:
            matching = [index for index, is_member in enumerate(arms.values()) if is_member(endpoint)]
            if len(matching) == 1:
                counting["Sizes"][matching[0]] += 1
            counting["Overlap"] += len(matching) > 1
        counting["After"] = page.after
        counting["Bucket"] += page.after is None
    state = READY if counting["Bucket"] == BUCKETS else COUNTING
    body = {**body, "Counting": counting, "State": state}
    try:
        stores.documents.write([Put(stored.key, body, expect=stored.revision)])
    except Conflict:
        # Somebody else counted at the same time; both counts are right, theirs is kept.
        kept = stores.documents.get(stored.key)
        return kept.body if kept is not None else body
    return body


def _definitions(
    application_id: str, experiment: Experiment, stores: ExperimentStores
) -> dict[str, SegmentDefinition]:
    return {
        arm.name: load_segment(application_id, arm.segment_id, arm.version, documents=stores.segments)
        for arm in experiment.arms
    }


def _matchers(
    experiment: Experiment, definitions: Mapping[str, SegmentDefinition], stores: ExperimentStores
) -> dict[str, IsMember]:
    now = stores.clock.now()
    matchers = {
        version: stores.audience.matcher(each, now=now)
        for version, each in {_version(each): each for each in definitions.values()}.items()
    }
    return {
        arm.name: _within(arm.cohorts, matchers[_version(definitions[arm.name])]) for arm in experiment.arms
    }


def _version(definition: SegmentDefinition) -> tuple[str, int]:
    return definition.segment_id, definition.version


def _within(cohorts: frozenset[int] | None, is_member: IsMember) -> IsMember:
    if cohorts is None:
        return is_member
    # The cohort is looked at first: it is cheaper, and only one arm's cohorts hold it.
    return lambda endpoint: int(endpoint.cohort_id or 0) in cohorts and is_member(endpoint)


@dataclass(slots=True)
class RunningExperiments:
    """The experiments that a batch of events may count for; one instance serves one batch."""

    stores: ExperimentStores
    _running: dict[str, list[Experiment]] = field(default_factory=dict)
    _arms: dict[tuple[str, str], str] = field(default_factory=dict)

    def prepare(self, events: Sequence[EventRecord]) -> None:
        """Read the running experiments and the arms of all endpoints whose events count for one.

        Experiments are read anew for each batch: an event right after a declaration must count.
        """
        applications = {event.application_id for event in events}
        listed = {keys.running_experiments(application): application for application in applications}
        for key, document in self.stores.documents.get_many(list(listed)).items():
            self._running[listed[key]] = [read_experiment(each) for each in document.body["Experiments"]]
        for application_id, running in self._running.items():
            for experiment in running:
                reaching = {
                    endpoint_key(event.endpoint_id)
                    for event in events
                    if event.application_id == application_id and experiment.is_reached_by(event)
                }
                if reaching:
                    self._assign(application_id, experiment, reaching)

    def count(self, event: EventRecord, made: Contribution) -> None:
        """Add what an event counts for to its contribution."""
        for experiment in self._running.get(event.application_id, ()):
            arm = self._arms.get((experiment.id, endpoint_key(event.endpoint_id)))
            if arm is not None and experiment.is_reached_by(event):
                experiment.count(event, arm, made)

    def _assign(self, application_id: str, experiment: Experiment, endpoint_keys: set[str]) -> None:
        try:
            definitions = _definitions(application_id, experiment, self.stores)
        except NotFound:
            # A segment was deleted: nobody can be assigned any more, and nothing else may wait for that.
            return
        arms = _matchers(experiment, definitions, self.stores)
        found = self.stores.endpoints.get_many(application_id, sorted(endpoint_keys))
        for key, endpoint in found.items():
            arm = _only_arm(endpoint, arms)
            if arm is not None:
                self._arms[experiment.id, key] = arm


def _only_arm(endpoint: Endpoint, arms: Mapping[str, IsMember]) -> str | None:
    matching = [name for name, is_member in arms.items() if is_member(endpoint)]
    return matching[0] if len(matching) == 1 else None
