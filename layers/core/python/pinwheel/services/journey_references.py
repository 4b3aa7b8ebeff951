"""What a journey to be published builds on: segments and templates must exist (spec 06, sections 3 and 4)."""

from __future__ import annotations

from collections.abc import Iterator

from pinwheel.domain.errors import Invalid, NotFound
from pinwheel.domain.journeys.conditions import SEGMENT
from pinwheel.domain.journeys.entry import EVENT_START, SEGMENT_START
from pinwheel.domain.journeys.model import TEMPLATED, ActivityKind, Json, kind_of
from pinwheel.domain.journeys.validation import of_activity
from pinwheel.domain.segments.model import SegmentDefinition
from pinwheel.ports.documents import Documents
from pinwheel.services.audience import load_segment
from pinwheel.services.templates import require_template


def check_references(
    application_id: str, body: Json, *, documents: Documents, segment_documents: Documents
) -> None:
    """Look up the segments and templates that a valid definition names.

    Raises:
        Invalid: one does not exist, or an event's segment builds on an import; names the activity.
    """
    segments = _Segments(application_id, segment_documents)
    start = body.get("StartCondition") or {}
    if start.get(SEGMENT_START):
        segments.load(start[SEGMENT_START]["SegmentId"], "StartCondition")
    event_segment = (start.get(EVENT_START) or {}).get("SegmentId")
    if event_segment and _is_imported(segments.load(event_segment, "StartCondition")):
        raise Invalid(
            f"{EVENT_START}: segment '{event_segment}' builds on an import; it must be dynamic",
            member="StartCondition",
        )
    for activity_id, activity in body["Activities"].items():
        try:
            _check_template(activity, documents)
            for segment_id in _tested_segments(activity):
                segments.load(segment_id, SEGMENT)
        except Invalid as error:
            raise of_activity(activity_id, error) from error


class _Segments:
    """Segments that were looked up; each once."""

    def __init__(self, application_id: str, documents: Documents) -> None:
        self._application_id = application_id
        self._documents = documents
        self._known: dict[str, SegmentDefinition] = {}

    def load(self, segment_id: str, member: str) -> SegmentDefinition:
        """Load a segment with those that it builds on; Invalid where one is missing."""
        if segment_id not in self._known:
            try:
                found = load_segment(self._application_id, segment_id, documents=self._documents)
            except NotFound as error:
                raise Invalid(f"{member}: segment '{segment_id}' does not exist", member=member) from error
            self._known[segment_id] = found
        return self._known[segment_id]


def _is_imported(segment: SegmentDefinition) -> bool:
    return bool(segment.lists) or any(map(_is_imported, segment.sources.values()))


def _check_template(activity: Json, documents: Documents) -> None:
    kind = kind_of(activity)
    if kind in TEMPLATED:
        body = activity[kind]
        version = body.get("TemplateVersion") or None
        require_template(body["TemplateName"], kind.value, version, documents=documents)


def _tested_segments(activity: Json) -> Iterator[str]:
    kind = kind_of(activity)
    if kind is ActivityKind.CONDITIONAL_SPLIT:
        conditions = activity[kind]["Condition"]["Conditions"]
    elif kind is ActivityKind.MULTI_CONDITION:
        conditions = [branch.get("Condition") or {} for branch in activity[kind]["Branches"]]
    else:
        return
    for condition in conditions:
        if condition.get(SEGMENT):
            yield condition[SEGMENT]["SegmentId"]
