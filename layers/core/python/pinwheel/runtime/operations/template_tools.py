"""Preview and lint of templates before they are stored (extension API)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from pinwheel.api.call import Call
from pinwheel.domain.errors import Forbidden, Invalid
from pinwheel.domain.template_resources.kinds import KINDS, TemplateKind, template_type
from pinwheel.runtime import bootstrap
from pinwheel.services import template_preview
from pinwheel.shapes import templates as shapes

REQUESTS = {
    "EMAIL": shapes.EmailTemplateRequest,
    "PUSH": shapes.PushNotificationTemplateRequest,
    "SMS": shapes.SMSTemplateRequest,
    "VOICE": shapes.VoiceTemplateRequest,
    "INAPP": shapes.InAppTemplateRequest,
}
CHANNELS = {"EMAIL": "EMAIL", "PUSH": "GCM", "SMS": "SMS", "VOICE": "VOICE", "INAPP": "IN_APP"}
"""The channel of who is nobody in particular."""
PREVIEW_MEMBERS = {"TemplateType", "Content", "ApplicationId", "EndpointId", "Endpoint", "Substitutions"}
LINT_MEMBERS = {"TemplateType", "Content"}


def preview_template(call: Call) -> Any:
    """Render a template for somebody."""
    body = _body(call, PREVIEW_MEMBERS)
    kind, content = _template(body)
    application_id = _name(body, "ApplicationId")
    allowed = call.caller.applications
    if application_id and allowed is not None and application_id not in allowed:
        # The path names no application, so the door has not looked.
        raise Forbidden("The access key may not read this application.")
    endpoint = template_preview.find_endpoint(
        application_id,
        _name(body, "EndpointId"),
        body.get("Endpoint"),
        channel_type=CHANNELS[kind.type],
        documents=bootstrap.documents(),
        reader=bootstrap.endpoints,
    )
    substitutions = template_preview.lists_of(body.get("Substitutions"), "Substitutions")
    return template_preview.preview(kind, content, endpoint, substitutions, now=bootstrap.clock().now())


def lint_template(call: Call) -> Any:
    """Tell what may be wrong with a template."""
    kind, content = _template(_body(call, LINT_MEMBERS))
    return template_preview.check(kind, content)


def _body(call: Call, members: set[str]) -> Mapping[str, Any]:
    body: Mapping[str, Any] = call.body or {}
    for name in body:
        if name not in members:
            raise Invalid(f"There is no member '{name[:60]}'.", member=name)
    return body


def _template(body: Mapping[str, Any]) -> tuple[TemplateKind, dict[str, Any]]:
    kind = KINDS[template_type(_name(body, "TemplateType") or "")]
    try:
        content = msgspec.convert(body.get("Content"), REQUESTS[kind.type])
    except msgspec.ValidationError as error:
        raise Invalid(f"Content: {error}.", member="Content") from error
    built: dict[str, Any] = msgspec.to_builtins(content)
    return kind, built


def _name(body: Mapping[str, Any], member: str) -> str | None:
    value = body.get(member)
    if value is not None and not isinstance(value, str):
        raise Invalid(f"{member} must be a text.", member=member)
    return value


OPERATIONS: dict[str, Callable[[Call], Any]] = {
    "LintTemplate": lint_template,
    "PreviewTemplate": preview_template,
}
