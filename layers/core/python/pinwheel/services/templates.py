"""Message templates of all types and their versions (spec 04, section 7).

A template is a head (which versions there are, which is active, tags) and one document per version. Head and
version are written together, guarded by the head's revision; a change that another request overtook is made
anew. Content too big for an item lies in the bucket under `templates/`; each write gives it a new name, so
that a reader never sees half of a change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from pinwheel.domain import keys
from pinwheel.domain.arns import Place
from pinwheel.domain.errors import Conflict, Invalid, NotFound
from pinwheel.domain.tags import validate_tags
from pinwheel.domain.template_resources.kinds import TemplateKind, checked_content
from pinwheel.domain.template_resources.rules import LATEST, MOST_VERSIONS, check_name, version_number
from pinwheel.domain.times import iso
from pinwheel.ports.blobs import Blobs
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import ABSENT, Change, Delete, Document, Documents, Put
from pinwheel.ports.ids import Ids

INLINE_BYTES = 100_000
"""Bigger content goes to the bucket; small enough that a list of versions stays quick."""
DELETE_BATCH = 100
ATTEMPTS = 10


@dataclass(frozen=True, slots=True)
class TemplateStores:
    """What keeps templates."""

    documents: Documents
    blobs: Blobs


def create_template(
    kind: TemplateKind,
    name: str,
    request: Mapping[str, Any],
    *,
    stores: TemplateStores,
    clock: Clock,
    ids: Ids,
) -> None:
    """Create a template; its version 1 is active. Of several at once exactly one succeeds.

    Raises:
        Invalid: the name or the content breaks a rule, or the name is taken.
    """
    check_name(name)
    content = checked_content(kind, request)
    tags = dict(request.get("tags") or {})
    validate_tags(tags)
    now = iso(clock.now())
    head = {
        "TemplateName": name,
        "TemplateType": kind.type,
        "CreationDate": now,
        "LastModifiedDate": now,
        "tags": tags,
        "Active": 1,
        "Latest": 1,
        "Highest": 1,
        "Count": 1,
    }
    key = keys.template(name, kind.type)

    def create() -> None:
        if stores.documents.get(key) is not None:
            raise Invalid(
                f"A template of type {kind.type} named '{name}' exists already.", member="template-name"
            )
        version = _version(head, 1, content, created=now, now=now, stores=stores, ids=ids)
        _write([Put(key, head, expect=ABSENT), version], stores)

    _insist(create)


def _insist(change: Callable[[], None]) -> None:
    """Repeat a change that others overtook; each attempt reads and decides anew.

    Raises:
        Conflict: others were faster every time; the call is safe to repeat.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            change()
        except Conflict:
            continue
        return
    change()


def _version(
    head: Mapping[str, Any],
    number: int,
    content: Mapping[str, Any],
    *,
    created: str,
    now: str,
    stores: TemplateStores,
    ids: Ids,
) -> Put:
    """Make the change that writes a version; big content is stored right now."""
    name, template_type = head["TemplateName"], head["TemplateType"]
    body: dict[str, Any] = {"Version": number, "CreationDate": created, "LastModifiedDate": now}
    data = msgspec.json.encode(content)
    if len(data) > INLINE_BYTES:
        body["Blob"] = f"{_blob_prefix(name, template_type)}{number}/{ids.new_id()}"
        body["TemplateDescription"] = content.get("TemplateDescription")
        stores.blobs.put(body["Blob"], data)
    else:
        body["Content"] = content
    return Put(keys.template_version(name, template_type, number), body)


def _blob_prefix(name: str, template_type: str) -> str:
    return f"templates/{name}/{template_type}/"


def _write(changes: Sequence[Change], stores: TemplateStores) -> None:
    """Write changes; content of a version that lost a race is taken out of the bucket again."""
    try:
        stores.documents.write(changes)
    except Conflict:
        _discard([change.body for change in changes if isinstance(change, Put)], stores)
        raise


def _discard(versions: Sequence[Mapping[str, Any]], stores: TemplateStores) -> None:
    names = [body["Blob"] for body in versions if body.get("Blob")]
    if names:
        stores.blobs.delete(names)


def require_head(name: str, template_type: str, *, documents: Documents) -> Document:
    """Read which versions a template has.

    Raises:
        NotFound: there is no such template.
    """
    found = documents.get(keys.template(name, template_type))
    if found is None:
        raise NotFound(f"Template '{name}' of type {template_type} does not exist.")
    return found


def _require_version(name: str, template_type: str, number: int, *, documents: Documents) -> Document:
    found = documents.get(keys.template_version(name, template_type, number))
    if found is None:
        raise NotFound(f"Template '{name}' of type {template_type} has no version {number}.")
    return found


def _chosen(head: Document, version: str | None) -> int:
    """Turn the version of a request into a number: absent is the active one."""
    if not version:
        return int(head.body["Active"])
    return int(head.body["Latest"]) if version == LATEST else version_number(version)


def read_content(
    name: str, template_type: str, version: str | None, *, stores: TemplateStores
) -> tuple[Document, Document, dict[str, Any]]:
    """Read a template's head, one version of it and that version's content.

    Raises:
        NotFound: there is no such template or version.
    """
    head = require_head(name, template_type, documents=stores.documents)
    number = _chosen(head, version)
    document = _require_version(name, template_type, number, documents=stores.documents)
    try:
        return head, document, _content(document, stores)
    except NotFound:
        # An update took the old content away between the two reads.
        document = _require_version(name, template_type, number, documents=stores.documents)
        return head, document, _content(document, stores)


def _content(document: Document, stores: TemplateStores) -> dict[str, Any]:
    blob = document.body.get("Blob")
    if blob is None:
        return dict(document.body.get("Content") or {})
    content: dict[str, Any] = msgspec.json.decode(stores.blobs.get(blob), type=dict[str, Any])
    return content


def get_template(
    kind: TemplateKind, name: str, version: str | None, *, stores: TemplateStores, place: Place
) -> dict[str, Any]:
    """Read a template: the version asked for, else the active one."""
    head, document, content = read_content(name, kind.type, version, stores=stores)
    return {
        **content,
        "Arn": place.template(name, kind.type),
        "TemplateName": name,
        "TemplateType": kind.type,
        "CreationDate": head.body["CreationDate"],
        "LastModifiedDate": document.body["LastModifiedDate"],
        "Version": str(document.body["Version"]),
        "tags": head.body.get("tags") or {},
    }


def update_template(
    kind: TemplateKind,
    name: str,
    request: Mapping[str, Any],
    *,
    create_new_version: bool,
    version: str | None,
    stores: TemplateStores,
    clock: Clock,
    ids: Ids,
) -> None:
    """Overwrite the latest version, or add one, which does not become active.

    Raises:
        Invalid: the content breaks a rule; `version` is not the latest or comes with `create_new_version`.
        NotFound: there is no such template.
    """
    if create_new_version and version:
        raise Invalid("create-new-version and version exclude each other.", member="version")

    def update() -> None:
        head = require_head(name, kind.type, documents=stores.documents)
        latest = int(head.body["Latest"])
        if version and _chosen(head, version) != latest:
            raise Invalid(f"Only the latest version, {latest}, can be updated.", member="version")
        content = checked_content(kind, request)
        now = iso(clock.now())
        if create_new_version:
            added = _next_version(head)
            change = _version(head.body, added, content, created=now, now=now, stores=stores, ids=ids)
            grown = {"Latest": added, "Highest": added, "Count": int(head.body["Count"]) + 1}
            _write_head(head, {**grown, "LastModifiedDate": now}, [change], stores)
            return
        old = _require_version(name, kind.type, latest, documents=stores.documents)
        created = old.body["CreationDate"]
        change = _version(head.body, latest, content, created=created, now=now, stores=stores, ids=ids)
        _write_head(head, {"LastModifiedDate": now}, [change], stores)
        _discard([old.body], stores)

    _insist(update)


def _next_version(head: Document) -> int:
    if int(head.body["Count"]) >= MOST_VERSIONS:
        raise Invalid(f"A template can have at most {MOST_VERSIONS:,} versions.")
    return int(head.body["Highest"]) + 1


def _write_head(
    head: Document, members: Mapping[str, Any], changes: Sequence[Change], stores: TemplateStores
) -> None:
    _write([Put(head.key, {**head.body, **members}, expect=head.revision), *changes], stores)


def delete_template(kind: TemplateKind, name: str, version: str | None, *, stores: TemplateStores) -> None:
    """Delete one version, or the template with all of them.

    Raises:
        NotFound: there is no such template or version.
        Invalid: the version is active and there are others.
    """

    def delete() -> None:
        head = require_head(name, kind.type, documents=stores.documents)
        if version:
            number = _chosen(head, version)
            document = _require_version(name, kind.type, number, documents=stores.documents)
            if int(head.body["Count"]) > 1:
                _delete_version(head, document, stores)
                return
        _delete_all(head, stores)

    _insist(delete)


def _delete_version(head: Document, document: Document, stores: TemplateStores) -> None:
    number = int(document.body["Version"])
    if number == int(head.body["Active"]):
        raise Invalid(
            f"Version {number} is active; make another version active before you delete it.", member="version"
        )
    newest = stores.documents.list(document.key.partition, limit=2, newest_first=True).documents
    latest = max(int(found.body["Version"]) for found in newest if found.key != document.key)
    fewer = {"Latest": latest, "Count": int(head.body["Count"]) - 1}
    _write_head(head, fewer, [Delete(document.key)], stores)
    _discard([document.body], stores)


def _delete_all(head: Document, stores: TemplateStores) -> None:
    """Delete versions first and the head last, so that a deletion cut short can be asked for again."""
    name, template_type = head.body["TemplateName"], head.body["TemplateType"]
    partition = keys.template_partition(name, template_type)
    while True:
        page = stores.documents.list(partition, limit=DELETE_BATCH)
        stores.documents.write([Delete(document.key) for document in page.documents])
        if page.after is None:
            break
    stores.documents.write([Delete(head.key, expect=head.revision)])
    stores.blobs.delete(list(stores.blobs.names(_blob_prefix(name, template_type))))


def activate_version(name: str, template_type: str, version: str | None, *, stores: TemplateStores) -> None:
    """Choose the version that messages use which name none.

    Raises:
        NotFound: there is no such template or version.
        Invalid: the version is neither `latest` nor a number.
    """

    def activate() -> None:
        head = require_head(name, template_type, documents=stores.documents)
        if not version:
            raise Invalid("Version must be 'latest' or a number.", member="Version")
        number = _chosen(head, version)
        _require_version(name, template_type, number, documents=stores.documents)
        _write_head(head, {"Active": number}, [], stores)

    _insist(activate)


def require_template(name: str, template_type: str, version: str | None, *, documents: Documents) -> None:
    """Make sure that a campaign, journey or message names a template that exists.

    Raises:
        Invalid: there is no such template or version (spec 03, section 9: 400 at creation).
    """
    try:
        head = require_head(name, template_type, documents=documents)
        _require_version(name, template_type, _chosen(head, version), documents=documents)
    except NotFound as error:
        raise Invalid(str(error), member="TemplateConfiguration") from error
