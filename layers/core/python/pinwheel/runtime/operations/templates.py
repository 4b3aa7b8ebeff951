"""Operations on message templates of all types (spec 04, section 7)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec

from pinwheel.api.call import Call
from pinwheel.api.paging import decode_token, encode_token, listing, page_size
from pinwheel.domain.template_resources.kinds import KINDS, TemplateKind, template_type
from pinwheel.runtime import bootstrap
from pinwheel.services import template_lists, templates

MOST_VERSIONS_LISTED = 100
"""A version carries its content, so that a page of them must stay small."""


def _stores() -> templates.TemplateStores:
    return templates.TemplateStores(bootstrap.documents(), bootstrap.blobs())


def _request(call: Call) -> dict[str, Any]:
    request: dict[str, Any] = msgspec.to_builtins(call.body) if call.body is not None else {}
    return request


def create_template(kind: TemplateKind, call: Call) -> Any:
    """Create a template."""
    name = call.labels["TemplateName"]
    templates.create_template(
        kind, name, _request(call), stores=_stores(), clock=bootstrap.clock(), ids=bootstrap.ids()
    )
    arn = bootstrap.place().template(name, kind.type)
    return {"Arn": arn, "Message": "Created", "RequestID": call.request_id}


def get_template(kind: TemplateKind, call: Call) -> Any:
    """Read a version of a template."""
    name, version = call.labels["TemplateName"], call.first("Version")
    return templates.get_template(kind, name, version, stores=_stores(), place=bootstrap.place())


def update_template(kind: TemplateKind, call: Call) -> Any:
    """Overwrite the latest version, or add one."""
    templates.update_template(
        kind,
        call.labels["TemplateName"],
        _request(call),
        create_new_version=(call.first("CreateNewVersion") or "").lower() == "true",
        version=call.first("Version"),
        stores=_stores(),
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
    )
    return _accepted(call)


def delete_template(kind: TemplateKind, call: Call) -> Any:
    """Delete a version, or the whole template."""
    templates.delete_template(kind, call.labels["TemplateName"], call.first("Version"), stores=_stores())
    return _accepted(call)


def _accepted(call: Call) -> dict[str, str]:
    return {"Message": "Accepted", "RequestID": call.request_id}


def update_template_active_version(call: Call) -> Any:
    """Choose the active version."""
    templates.activate_version(
        call.labels["TemplateName"],
        template_type(call.labels["TemplateType"]),
        call.body.Version if call.body is not None else None,
        stores=_stores(),
    )
    return {"Message": "OK", "RequestID": call.request_id}


def list_template_versions(call: Call) -> Any:
    """List a template's versions, newest first."""
    name, kind = call.labels["TemplateName"], template_type(call.labels["TemplateType"])
    scope = f"{name}/{kind}"
    page = template_lists.list_versions(
        name,
        kind,
        limit=min(page_size(call), MOST_VERSIONS_LISTED),
        after=decode_token(call.operation, scope, call.first("NextToken")),
        documents=bootstrap.documents(),
    )
    answer = listing("Item", page.items, encode_token(call.operation, scope, page.after))
    return {**answer, "RequestID": call.request_id}


def list_templates(call: Call) -> Any:
    """List templates by the beginning of their name and by type."""
    prefix, kind = call.first("Prefix") or "", call.first("TemplateType")
    scope = f"{prefix}/{kind or ''}"
    page = template_lists.list_templates(
        prefix=prefix,
        template_type=template_type(kind) if kind else None,
        limit=page_size(call),
        after=decode_token(call.operation, scope, call.first("NextToken")),
        documents=bootstrap.documents(),
    )
    return listing("Item", page.items, encode_token(call.operation, scope, page.after))


_OF_EVERY_TYPE: dict[str, Callable[[TemplateKind, Call], Any]] = {
    "Create": create_template,
    "Delete": delete_template,
    "Get": get_template,
    "Update": update_template,
}

OPERATIONS: dict[str, Callable[[Call], Any]] = {
    "ListTemplateVersions": list_template_versions,
    "ListTemplates": list_templates,
    "UpdateTemplateActiveVersion": update_template_active_version,
    **{
        f"{verb}{kind.noun}Template": partial(operation, kind)
        for kind in KINDS.values()
        for verb, operation in _OF_EVERY_TYPE.items()
    },
}
