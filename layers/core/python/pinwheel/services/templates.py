"""E-mail templates and their versions (spec 04, section 7).

A template is a head (which versions there are, which is active, tags) and one document per version. Head and
version are written together, guarded by the head's revision. Content too big for an item lies in the bucket
under `templates/`; each write gives it a new name, so that a reader never sees half of a change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from pinwheel.domain import keys
from pinwheel.domain.arns import Place
from pinwheel.domain.email_templates import (
    EMAIL,
    LATEST,
    MOST_VERSIONS,
    check_name,
    checked_content,
    version_number,
)
from pinwheel.domain.errors import Conflict, Invalid, NotFound
from pinwheel.domain.tags import validate_tags
from pinwheel.domain.times import iso
from pinwheel.ports.blobs import Blobs
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import ABSENT, Change, Delete, Document, Documents, Put
from pinwheel.ports.ids import Ids

INLINE_BYTES = 100_000
"""Bigger content goes to the bucket; small enough that a list of versions stays quick."""
DELETE_BATCH = 100


@dataclass(frozen=True, slots=True)
class TemplateStores:
    """What keeps templates."""

    documents: Documents
    blobs: Blobs


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries of a list; `after` continues it."""

    items: Sequence[dict[str, Any]]
    after: str | None


def create_email_template(
    name: str, request: Mapping[str, Any], *, stores: TemplateStores, clock: Clock, ids: Ids
) -> None:
    """Create a template; its version 1 is active.

    Raises:
        Invalid: the name or the content breaks a rule, or the name is taken.
    """
    check_name(name)
    content = checked_content(request)
    tags = dict(request.get("tags") or {})
    validate_tags(tags)
    now = iso(clock.now())
    head = {
        "TemplateName": name,
        "TemplateType": EMAIL,
        "CreationDate": now,
        "LastModifiedDate": now,
        "tags": tags,
        "Active": 1,
        "Latest": 1,
        "Highest": 1,
        "Count": 1,
    }
    version = _version(name, 1, content, created=now, now=now, stores=stores, ids=ids)
    try:
        stores.documents.write([Put(keys.template(name, EMAIL), head, expect=ABSENT), version])
    except Conflict as error:
        raise Invalid(f"An e-mail template named '{name}' exists already.", member="template-name") from error


def _version(
    name: str,
    number: int,
    content: Mapping[str, Any],
    *,
    created: str,
    now: str,
    stores: TemplateStores,
    ids: Ids,
) -> Put:
    """Make the change that writes a version; big content is stored right now."""
    body: dict[str, Any] = {"Version": number, "CreationDate": created, "LastModifiedDate": now}
    data = msgspec.json.encode(content)
    if len(data) > INLINE_BYTES:
        body["Blob"] = f"{_blob_prefix(name)}{number}/{ids.new_id()}"
        body["TemplateDescription"] = content.get("TemplateDescription")
        stores.blobs.put(body["Blob"], data)
    else:
        body["Content"] = content
    return Put(keys.template_version(name, EMAIL, number), body)


def _blob_prefix(name: str) -> str:
    return f"templates/{name}/{EMAIL}/"


def _head(name: str, template_type: str, stores: TemplateStores) -> Document:
    found = stores.documents.get(keys.template(name, template_type))
    if found is None:
        raise NotFound(f"There is no {template_type} template named '{name}'.")
    return found


def _version_document(name: str, template_type: str, number: int, stores: TemplateStores) -> Document:
    found = stores.documents.get(keys.template_version(name, template_type, number))
    if found is None:
        raise NotFound(f"Template '{name}' has no version {number}.")
    return found


def _chosen(head: Document, version: str | None) -> int:
    """Turn the version of a request into a number: absent is the active one."""
    if not version:
        return int(head.body["Active"])
    return int(head.body["Latest"]) if version == LATEST else version_number(version)


def read_content(
    name: str, version: str | None, *, stores: TemplateStores
) -> tuple[Document, Document, dict[str, Any]]:
    """Read a template's head, one version of it and that version's content.

    Raises:
        NotFound: there is no such template or version.
    """
    head = _head(name, EMAIL, stores)
    number = _chosen(head, version)
    document = _version_document(name, EMAIL, number, stores)
    try:
        return head, document, _content(document, stores)
    except NotFound:
        # An update took the old content away between the two reads.
        document = _version_document(name, EMAIL, number, stores)
        return head, document, _content(document, stores)


def _content(document: Document, stores: TemplateStores) -> dict[str, Any]:
    blob = document.body.get("Blob")
    if blob is None:
        return dict(document.body.get("Content") or {})
    content: dict[str, Any] = msgspec.json.decode(stores.blobs.get(blob), type=dict[str, Any])
    return content


def get_email_template(
    name: str, version: str | None, *, stores: TemplateStores, place: Place
) -> dict[str, Any]:
    """Read a template: the version asked for, else the active one."""
    head, document, content = read_content(name, version, stores=stores)
    return {
        **content,
        "Arn": place.template(name, EMAIL),
        "TemplateName": name,
        "TemplateType": EMAIL,
        "CreationDate": head.body["CreationDate"],
        "LastModifiedDate": document.body["LastModifiedDate"],
        "Version": str(document.body["Version"]),
        "tags": head.body.get("tags") or {},
    }


def update_email_template(
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
    head = _head(name, EMAIL, stores)
    latest = int(head.body["Latest"])
    if version and _chosen(head, version) != latest:
        raise Invalid(f"Only the latest version, {latest}, can be updated.", member="version")
    content = checked_content(request)
    now = iso(clock.now())
    if create_new_version:
        added = _next_version(head)
        change = _version(name, added, content, created=now, now=now, stores=stores, ids=ids)
        body = {**head.body, "Latest": added, "Highest": added, "Count": int(head.body["Count"]) + 1}
        _write_head(head, {**body, "LastModifiedDate": now}, [change], stores)
        return
    old = _version_document(name, EMAIL, latest, stores)
    created = old.body["CreationDate"]
    change = _version(name, latest, content, created=created, now=now, stores=stores, ids=ids)
    _write_head(head, {**head.body, "LastModifiedDate": now}, [change], stores)
    if old.body.get("Blob"):
        stores.blobs.delete([old.body["Blob"]])


def _next_version(head: Document) -> int:
    if int(head.body["Count"]) >= MOST_VERSIONS:
        raise Invalid(f"A template can have at most {MOST_VERSIONS:,} versions.")
    return int(head.body["Highest"]) + 1


def _write_head(
    head: Document, body: Mapping[str, Any], changes: Sequence[Change], stores: TemplateStores
) -> None:
    stores.documents.write([Put(head.key, body, expect=head.revision), *changes])


def delete_email_template(name: str, version: str | None, *, stores: TemplateStores) -> None:
    """Delete one version, or the template with all of them.

    Raises:
        NotFound: there is no such template or version.
        Invalid: the version is active and there are others.
    """
    head = _head(name, EMAIL, stores)
    if version:
        number = _chosen(head, version)
        document = _version_document(name, EMAIL, number, stores)
        if int(head.body["Count"]) > 1:
            _delete_version(head, document, stores)
            return
    _delete_all(head, name, stores)


def _delete_version(head: Document, document: Document, stores: TemplateStores) -> None:
    number = int(document.body["Version"])
    if number == int(head.body["Active"]):
        raise Invalid(
            f"Version {number} is active; make another version active before you delete it.", member="version"
        )
    newest = stores.documents.list(document.key.partition, limit=2, newest_first=True).documents
    latest = max(int(found.body["Version"]) for found in newest if found.key != document.key)
    body = {**head.body, "Latest": latest, "Count": int(head.body["Count"]) - 1}
    _write_head(head, body, [Delete(document.key)], stores)
    if document.body.get("Blob"):
        stores.blobs.delete([document.body["Blob"]])


def _delete_all(head: Document, name: str, stores: TemplateStores) -> None:
    """Delete versions first and the head last, so that a deletion cut short can be asked for again."""
    partition = keys.template_partition(name, EMAIL)
    while True:
        page = stores.documents.list(partition, limit=DELETE_BATCH)
        stores.documents.write([Delete(document.key) for document in page.documents])
        if page.after is None:
            break
    stores.documents.write([Delete(head.key, expect=head.revision)])
    stores.blobs.delete(list(stores.blobs.names(_blob_prefix(name))))


def activate_version(name: str, template_type: str, version: str | None, *, stores: TemplateStores) -> None:
    """Choose the version that messages use which name none.

    Raises:
        NotFound: there is no such template or version.
        Invalid: the version is neither `latest` nor a number.
    """
    head = _head(name, template_type, stores)
    if not version:
        raise Invalid("Version must be 'latest' or a number.", member="Version")
    number = _chosen(head, version)
    _version_document(name, template_type, number, stores)
    _write_head(head, {**head.body, "Active": number}, [], stores)


def list_versions(
    name: str, template_type: str, *, limit: int, after: str | None, stores: TemplateStores
) -> Page:
    """List a template's versions, newest first."""
    _head(name, template_type, stores)
    partition = keys.template_partition(name, template_type)
    page = stores.documents.list(partition, limit=limit, after=after, newest_first=True)
    return Page([_version_entry(name, template_type, found.body) for found in page.documents], page.after)


def _version_entry(name: str, template_type: str, body: Mapping[str, Any]) -> dict[str, Any]:
    content = body.get("Content") or {}
    entry = {
        "CreationDate": body["CreationDate"],
        "DefaultSubstitutions": content.get("DefaultSubstitutions"),
        "LastModifiedDate": body["LastModifiedDate"],
        "TemplateDescription": content.get("TemplateDescription") or body.get("TemplateDescription"),
        "TemplateName": name,
        "TemplateType": template_type,
        "Version": str(body["Version"]),
    }
    return {member: value for member, value in entry.items() if value is not None}


def list_templates(
    *, prefix: str, template_type: str | None, limit: int, after: str | None, stores: TemplateStores
) -> Page:
    """List templates by name; `Version` is the active one."""
    found: list[dict[str, Any]] = []
    while True:
        wanted = limit - len(found)
        page = stores.documents.list(keys.TEMPLATES, prefix=prefix, limit=wanted, after=after)
        found += [
            _entry(document.body)
            for document in page.documents
            if template_type in {None, document.body["TemplateType"]}
        ]
        after = page.after
        if after is None or len(found) >= limit:
            return Page(found, after)


def _entry(head: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "CreationDate": head["CreationDate"],
        "LastModifiedDate": head["LastModifiedDate"],
        "TemplateName": head["TemplateName"],
        "TemplateType": head["TemplateType"],
        "Version": str(head["Active"]),
    }


def require_template(name: str, template_type: str, version: str | None, *, documents: Documents) -> None:
    """Make sure that a campaign or message names a template that exists.

    Raises:
        Invalid: there is no such template or version (spec 03, section 9: 400 at creation).
    """
    head = documents.get(keys.template(name, template_type))
    if head is None:
        raise Invalid(f"There is no {template_type} template named '{name}'.", member="TemplateConfiguration")
    number = _chosen(head, version)
    if documents.get(keys.template_version(name, template_type, number)) is None:
        raise Invalid(f"Template '{name}' has no version {number}.", member="TemplateConfiguration")
