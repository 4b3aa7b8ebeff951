"""Operations on message templates; this version has those of e-mail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from pinwheel.api.call import Call
from pinwheel.api.paging import decode_token, encode_token, listing, page_size
from pinwheel.domain.email_templates import EMAIL, template_type
from pinwheel.runtime import bootstrap
from pinwheel.services import templates

MOST_VERSIONS_LISTED = 100
"""A version carries its content, so that a page of them must stay small."""


def _stores() -> templates.TemplateStores:
    return templates.TemplateStores(bootstrap.documents(), bootstrap.blobs())


def _request(call: Call) -> dict[str, Any]:
    request: dict[str, Any] = msgspec.to_builtins(call.body) if call.body is not None else {}
    return request


def create_email_template(call: Call) -> Any:
    """Create a template."""
    name = call.labels["TemplateName"]
    templates.create_email_template(
        name, _request(call), stores=_stores(), clock=bootstrap.clock(), ids=bootstrap.ids()
    )
    arn = bootstrap.place().template(name, EMAIL)
    return {"Arn": arn, "Message": "Created", "RequestID": call.request_id}


def get_email_template(call: Call) -> Any:
    """Read a version of a template."""
    return templates.get_email_template(
        call.labels["TemplateName"], call.first("Version"), stores=_stores(), place=bootstrap.place()
    )


def update_email_template(call: Call) -> Any:
    """Overwrite the latest version, or add one."""
    templates.update_email_template(
        call.labels["TemplateName"],
        _request(call),
        create_new_version=(call.first("CreateNewVersion") or "").lower() == "true",
        version=call.first("Version"),
        stores=_stores(),
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
    )
    return {"Message": "Accepted", "RequestID": call.request_id}


def delete_email_template(call: Call) -> Any:
    """Delete a version, or the whole template."""
    templates.delete_email_template(call.labels["TemplateName"], call.first("Version"), stores=_stores())
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
    page = templates.list_versions(
        name,
        kind,
        limit=min(page_size(call), MOST_VERSIONS_LISTED),
        after=decode_token(call.operation, scope, call.first("NextToken")),
        stores=_stores(),
    )
    answer = listing("Item", page.items, encode_token(call.operation, scope, page.after))
    return {**answer, "RequestID": call.request_id}


def list_templates(call: Call) -> Any:
    """List templates by the beginning of their name and by type."""
    prefix, kind = call.first("Prefix") or "", call.first("TemplateType")
    scope = f"{prefix}/{kind or ''}"
    page = templates.list_templates(
        prefix=prefix,
        template_type=template_type(kind) if kind else None,
        limit=page_size(call),
        after=decode_token(call.operation, scope, call.first("NextToken")),
        stores=_stores(),
    )
    return listing("Item", page.items, encode_token(call.operation, scope, page.after))


OPERATIONS: dict[str, Callable[[Call], Any]] = {
    "CreateEmailTemplate": create_email_template,
    "DeleteEmailTemplate": delete_email_template,
    "GetEmailTemplate": get_email_template,
    "ListTemplateVersions": list_template_versions,
    "ListTemplates": list_templates,
    "UpdateEmailTemplate": update_email_template,
    "UpdateTemplateActiveVersion": update_template_active_version,
}
