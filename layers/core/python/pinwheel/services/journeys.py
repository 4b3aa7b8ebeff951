"""Journeys: definitions, states and what is known of their runs (spec 06).

Journeys do not run in this version: nothing becomes ACTIVE, so there are no runs and all figures are zero
(spec 09). Updates are guarded by the revision that was read: one of two at the same time answers Conflict.

A definition too big for an item lies in the bucket under `journeys/`; each write gives it a new name, so that
a reader never sees half of a change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import msgspec

from pinwheel.domain import keys
from pinwheel.domain.errors import Conflict, Invalid, NotFound, PayloadTooLarge, Unavailable
from pinwheel.domain.journeys.metrics import JOURNEY, activity_names, activity_type, zeros
from pinwheel.domain.journeys.model import (
    INTERNAL,
    Body,
    JourneyState,
    Json,
    answer,
    definitions_prefix,
    given_members,
    merged,
)
from pinwheel.domain.journeys.states import (
    check_transition,
    check_update,
    not_yet,
    requested_state,
    written_state,
)
from pinwheel.domain.journeys.timing import normal_schedule
from pinwheel.domain.journeys.validation import failed, validate
from pinwheel.domain.times import iso
from pinwheel.ports.blobs import Blobs
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import ABSENT, Delete, Document, Documents, Put
from pinwheel.ports.ids import Ids
from pinwheel.services.applications import require_application
from pinwheel.services.journey_references import check_references

INLINE_BYTES = 300_000
"""Bigger definitions go to the bucket; the store takes 400 KB."""
LARGEST_BYTES = 4_000_000
"""Biggest definition and most of a page of a list: an answer has 6 MB, with its quotes escaped."""
LIST_STEP = 25
"""Documents read at once for a list: large ones must not pile up."""
ATTEMPTS = 5
BLOB = "Blob"
_HEAD = ("Id", "ApplicationId", "Name", "State", "CreationDate", "LastModifiedDate")


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyTools:
    """What changing a journey takes."""

    documents: Documents
    segment_documents: Documents
    blobs: Blobs
    clock: Clock
    ids: Ids


def create_journey(application_id: str, request: Json, *, tools: JourneyTools) -> Body:
    """Create a journey as a draft.

    Raises:
        Invalid: the definition breaks a rule, or the journey is to become active.
    """
    require_application(application_id, documents=tools.documents)
    state = written_state(request.get("State"), default=JourneyState.DRAFT)
    body = _checked(application_id, given_members(request), state, tools=tools)
    if state is JourneyState.ACTIVE:
        raise not_yet()
    now = iso(tools.clock.now())
    body |= {
        "Id": tools.ids.new_id(),
        "ApplicationId": application_id,
        "State": state.value,
        "CreationDate": now,
        "LastModifiedDate": now,
    }
    _store(body, expect=ABSENT, tools=tools)
    return answer(body)


def get_journey(application_id: str, journey_id: str, *, documents: Documents, blobs: Blobs) -> Body:
    """Read a journey."""
    return answer(_require(application_id, journey_id, documents=documents, blobs=blobs)[1])


def list_journeys(
    application_id: str, *, limit: int, after: str | None, documents: Documents, blobs: Blobs
) -> tuple[list[Body], str | None]:
    """List journeys in the order of their creation; a page of large ones is cut short of `limit`."""
    require_application(application_id, documents=documents)
    found: list[Body] = []
    size = 0
    for document, last in _listed(application_id, limit=limit, after=after, documents=documents):
        body = answer(_whole(document, documents=documents, blobs=blobs))
        size += len(msgspec.json.encode(body))
        if found and size > LARGEST_BYTES:
            return found, after
        found.append(body)
        after = document.key.key
        if last or len(found) == limit:
            return found, None if last else after
    return found, None


def _listed(
    application_id: str, *, limit: int, after: str | None, documents: Documents
) -> Iterator[tuple[Document, bool]]:
    """Give the documents of a list, and with each whether it is the very last."""
    partition = keys.application_partition(application_id)
    step = min(limit, LIST_STEP)
    while True:
        page = documents.list(partition, prefix=keys.JOURNEY_PREFIX, limit=step, after=after)
        for number, document in enumerate(page.documents, start=1):
            yield document, page.after is None and number == len(page.documents)
        after = page.after
        if after is None:
            return


def update_journey(application_id: str, journey_id: str, request: Json, *, tools: JourneyTools) -> Body:
    """Change a journey; what the request does not name stays.

    Raises:
        Conflict: the journey's state does not allow the change, or it was changed meanwhile.
        Invalid: the definition breaks a rule, or the journey is to become active.
    """
    stored, old = _require(application_id, journey_id, documents=tools.documents, blobs=tools.blobs)
    current = JourneyState(old["State"])
    state = written_state(request.get("State"), default=current)
    new = merged(old, request)
    check_update(old, new, state)
    new = _checked(application_id, new, state, tools=tools)
    if state is not current:
        raise not_yet()
    kept = {name: old[name] for name in (*_HEAD, INTERNAL) if name in old and name != "Name"}
    body = {**new, **kept, "LastModifiedDate": iso(tools.clock.now())}
    _store(body, expect=stored.revision, replaced=stored, tools=tools)
    return answer(body)


def update_state(application_id: str, journey_id: str, request: Json, *, tools: JourneyTools) -> Body:
    """Pause or cancel a journey, or say what stands in the way of its activation.

    Raises:
        Invalid: the state cannot be reached from the present one, or the journey is to become active.
    """
    target = requested_state(request.get("State"))
    for _ in range(ATTEMPTS):
        stored, old = _require(application_id, journey_id, documents=tools.documents, blobs=tools.blobs)
        now = tools.clock.now()
        check_transition(old, target, now=now)
        if target is JourneyState.ACTIVE:
            if old["State"] == JourneyState.DRAFT:
                _checked(application_id, old, target, tools=tools)
            raise not_yet()
        body = {**old, "State": target.value, "LastModifiedDate": iso(now)}
        if target is JourneyState.PAUSED:
            body[INTERNAL] = {"PausedAt": iso(now)}
        try:
            _store(body, expect=stored.revision, replaced=stored, tools=tools)
        except Conflict:
            continue
        return answer(body)
    raise Unavailable("The journey is changing too often; try again.")


def delete_journey(application_id: str, journey_id: str, *, tools: JourneyTools) -> Body:
    """Delete a journey in any state; answers it as it was."""
    for _ in range(ATTEMPTS):
        stored, body = _require(application_id, journey_id, documents=tools.documents, blobs=tools.blobs)
        try:
            tools.documents.write([Delete(stored.key, expect=stored.revision)])
        except Conflict:
            continue
        _drop_blob(stored, tools.blobs)
        return answer(body)
    raise Unavailable("The journey is changing too often; try again.")


def require_journey(application_id: str, journey_id: str, *, documents: Documents) -> Document:
    """Read a journey's document, whose definition may lie elsewhere.

    Raises:
        NotFound: there is no such application or journey.
    """
    require_application(application_id, documents=documents)
    found = documents.get(keys.journey(application_id, journey_id))
    if found is None:
        raise NotFound(f"Journey '{journey_id}' was not found.")
    return found


def execution_metrics(application_id: str, journey_id: str, *, documents: Documents, clock: Clock) -> Body:
    """Answer the figures of a journey."""
    require_journey(application_id, journey_id, documents=documents)
    return {
        "ApplicationId": application_id,
        "JourneyId": journey_id,
        "LastEvaluatedTime": iso(clock.now()),
        "Metrics": zeros(JOURNEY),
    }


def activity_metrics(
    application_id: str,
    journey_id: str,
    activity_id: str,
    *,
    documents: Documents,
    blobs: Blobs,
    clock: Clock,
) -> Body:
    """Answer the figures of an activity.

    Raises:
        NotFound: there is no such application, journey or activity.
    """
    body = get_journey(application_id, journey_id, documents=documents, blobs=blobs)
    activity = (body.get("Activities") or {}).get(activity_id)
    if activity is None:
        raise NotFound(f"Activity '{activity_id}' of journey '{journey_id}' was not found.")
    return {
        "ActivityType": activity_type(activity),
        "ApplicationId": application_id,
        "JourneyActivityId": activity_id,
        "JourneyId": journey_id,
        "LastEvaluatedTime": iso(clock.now()),
        "Metrics": zeros(activity_names(activity)),
    }


def list_runs(application_id: str, journey_id: str, *, documents: Documents) -> list[Body]:
    """List the runs of a journey: none, as none can be active."""
    require_journey(application_id, journey_id, documents=documents)
    return []


def require_run(application_id: str, journey_id: str, run_id: str, *, documents: Documents) -> NoReturn:
    """Look for a run of a journey; as there are none, this only says what is missing.

    Raises:
        NotFound: there is no such application, journey or run.
    """
    require_journey(application_id, journey_id, documents=documents)
    raise NotFound(f"Run '{run_id}' of journey '{journey_id}' was not found.")


def _require(
    application_id: str, journey_id: str, *, documents: Documents, blobs: Blobs
) -> tuple[Document, Body]:
    found = require_journey(application_id, journey_id, documents=documents)
    return found, _whole(found, documents=documents, blobs=blobs)


def _whole(document: Document, *, documents: Documents, blobs: Blobs) -> Body:
    """Complete a document whose definition lies in the bucket."""
    try:
        return _read(document, blobs)
    except NotFound:
        # An update took the old definition away between the two reads.
        newer = documents.get(document.key)
        if newer is None:
            raise NotFound(f"Journey '{document.body['Id']}' was not found.") from None
        return _read(newer, blobs)


def _read(document: Document, blobs: Blobs) -> Body:
    if BLOB not in document.body:
        return dict(document.body)
    body: Body = msgspec.json.decode(blobs.get(document.body[BLOB]), type=dict[str, Any])
    return body


def _store(body: Body, *, expect: int, tools: JourneyTools, replaced: Document | None = None) -> None:
    """Write a journey, and forget the big definition that it replaces."""
    data = msgspec.json.encode(body)
    if len(data) > LARGEST_BYTES:
        raise PayloadTooLarge(f"A journey has at most {LARGEST_BYTES:,} bytes, got {len(data):,}.")
    key = keys.journey(body["ApplicationId"], body["Id"])
    kept: Mapping[str, Any] = body
    if len(data) > INLINE_BYTES:
        name = f"{definitions_prefix(body['ApplicationId'], body['Id'])}{tools.ids.new_id()}"
        tools.blobs.put(name, data)
        kept = {**{member: body[member] for member in _HEAD}, BLOB: name}
    try:
        tools.documents.write([Put(key, kept, expect=expect)])
    except Conflict:
        _drop_blob(Document(key, kept, expect), tools.blobs)
        raise
    if replaced is not None:
        _drop_blob(replaced, tools.blobs)


def _drop_blob(document: Document, blobs: Blobs) -> None:
    if BLOB in document.body:
        blobs.delete([document.body[BLOB]])


def _checked(application_id: str, body: Body, state: JourneyState, *, tools: JourneyTools) -> Body:
    """Check a definition for a state, and spell its instants as answers do."""
    is_published = state is JourneyState.ACTIVE
    validate(body, now=tools.clock.now(), is_published=is_published)
    if is_published:
        try:
            check_references(
                application_id, body, documents=tools.documents, segment_documents=tools.segment_documents
            )
        except Invalid as error:
            raise failed(error) from error
    return {**body, "Schedule": normal_schedule(body["Schedule"])} if body.get("Schedule") else body
