"""Lists of templates and of a template's versions (spec 04, section 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pinwheel.domain import keys
from pinwheel.ports.documents import Documents
from pinwheel.services.templates import require_head

BATCH = 100
"""Heads read at once, also when the caller wants fewer: a filter by type may pass over most of them."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some entries of a list; `after` continues it."""

    items: Sequence[dict[str, Any]]
    after: str | None


def list_versions(
    name: str, template_type: str, *, limit: int, after: str | None, documents: Documents
) -> Page:
    """List a template's versions, newest first.

    Raises:
        NotFound: there is no such template.
    """
    require_head(name, template_type, documents=documents)
    partition = keys.template_partition(name, template_type)
    page = documents.list(partition, limit=limit, after=after, newest_first=True)
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
    *, prefix: str, template_type: str | None, limit: int, after: str | None, documents: Documents
) -> Page:
    """List templates by name; `Version` is the active one."""
    found: list[dict[str, Any]] = []
    while True:
        page = documents.list(keys.TEMPLATES, prefix=prefix, limit=max(limit, BATCH), after=after)
        for document in page.documents:
            if len(found) == limit:
                return Page(found, after)
            after = document.key.key
            if _is_wanted(document.body, prefix, template_type):
                found.append(_entry(document.body))
        after = page.after
        if after is None or len(found) == limit:
            return Page(found, after)


def _is_wanted(head: Mapping[str, Any], prefix: str, template_type: str | None) -> bool:
    # A key holds more than the name, so that the store's prefix may reach beyond it.
    return template_type in {None, head["TemplateType"]} and head["TemplateName"].startswith(prefix)


def _entry(head: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "CreationDate": head["CreationDate"],
        "LastModifiedDate": head["LastModifiedDate"],
        "TemplateName": head["TemplateName"],
        "TemplateType": head["TemplateType"],
        "Version": str(head["Active"]),
    }
