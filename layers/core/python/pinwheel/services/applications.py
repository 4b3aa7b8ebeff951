"""Applications (projects) and their settings (spec 08, section 2; spec 03, section 5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.arns import Place
from pinwheel.domain.errors import Invalid, NotFound
from pinwheel.domain.settings import BLOCKS, merge_settings
from pinwheel.domain.tags import validate_tags
from pinwheel.domain.times import iso
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import ABSENT, Check, Delete, Document, DocumentPage, Documents, Put
from pinwheel.ports.ids import Ids
from pinwheel.ports.queue import WorkQueue

MAXIMUM_NAME = 64
NOT_GONE_YET = timedelta(seconds=2)
"""How long the message that removes an application's data lets the application go first."""


def create_application(
    name: str, tags: Mapping[str, str], *, documents: Documents, clock: Clock, ids: Ids, place: Place
) -> dict[str, Any]:
    """Create an application; names need not be unique."""
    if not name.strip():
        raise Invalid("Name must not be empty.", member="Name")
    if len(name) > MAXIMUM_NAME:
        raise Invalid(f"Name must have at most {MAXIMUM_NAME} characters.", member="Name")
    validate_tags(tags)
    application_id = ids.new_id()
    body: dict[str, Any] = {
        "Arn": place.application(application_id),
        "CreationDate": iso(clock.now()),
        "Id": application_id,
        "Name": name,
        **({"tags": dict(tags)} if tags else {}),
    }
    documents.write(
        [
            Put(keys.application(application_id), body, expect=ABSENT),
            Put(keys.application_entry(application_id), {"Id": application_id}, expect=ABSENT),
        ]
    )
    return body


def require_application(application_id: str, *, documents: Documents) -> Document:
    """Read an application.

    Raises:
        NotFound: there is none of this ID.
    """
    found = documents.get(keys.application(application_id))
    if found is None:
        # The wording of the only stand-in that test suites ran against (spec 08, section 3).
        raise NotFound("Application not found")
    return found


def list_applications(
    *, limit: int, after: str | None, documents: Documents
) -> tuple[list[dict[str, Any]], str | None]:
    """List applications in the order of their creation."""
    page: DocumentPage = documents.list(keys.APPLICATIONS, limit=limit, after=after)
    wanted = [keys.application(entry.key.key) for entry in page.documents]
    found = documents.get_many(wanted)
    return [dict(found[key].body) for key in wanted if key in found], page.after


def delete_application(application_id: str, *, documents: Documents, queue: WorkQueue) -> dict[str, Any]:
    """Delete an application: it is gone for readers at once, all that it had follows (services/deletion.py).

    The message comes before the deed: a crash in between leaves an application and a message that finds it
    alive and is dropped. The other order could leave data that nobody removes.
    """
    application = require_application(application_id, documents=documents)
    queue.send([{"ApplicationId": application_id, "Round": 0, "Pass": 1}], delay=NOT_GONE_YET)
    documents.write(
        [
            Delete(keys.application(application_id), expect=application.revision),
            Delete(keys.application_entry(application_id)),
        ]
    )
    return dict(application.body)


def get_settings(application_id: str, *, documents: Documents) -> dict[str, Any]:
    """Read settings; blocks that were never set are empty objects (spec 09)."""
    require_application(application_id, documents=documents)
    stored = documents.get(keys.settings(application_id))
    return _settings_answer(application_id, {} if stored is None else stored.body)


def update_settings(
    application_id: str, request: Mapping[str, Any], *, documents: Documents, clock: Clock
) -> dict[str, Any]:
    """Apply a settings request; an empty one changes nothing (spec 09).

    Raises:
        Conflict: the settings, or the application, changed meanwhile; try again.
    """
    application = require_application(application_id, documents=documents)
    key = keys.settings(application_id)
    stored = documents.get(key)
    body = {} if stored is None else dict(stored.body)
    merged = merge_settings(body, request)
    if merged != body:
        merged["LastModifiedDate"] = iso(clock.now())
        put = Put(key, merged, expect=ABSENT if stored is None else stored.revision)
        documents.write([put, Check(application.key, expect=application.revision)])
    return _settings_answer(application_id, merged)


def _settings_answer(application_id: str, stored: Mapping[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = {"ApplicationId": application_id}
    answer.update({block: stored.get(block, {}) for block in BLOCKS})
    if "LastModifiedDate" in stored:
        answer["LastModifiedDate"] = stored["LastModifiedDate"]
    return answer
