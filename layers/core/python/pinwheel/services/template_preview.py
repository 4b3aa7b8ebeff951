"""Looking at a template before it is used: what it says to somebody, and what may be wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import Invalid, NotFound
from pinwheel.domain.messages_email import uuids_of
from pinwheel.domain.template_resources.kinds import TemplateKind
from pinwheel.domain.template_resources.rules import defaults_of
from pinwheel.domain.templates.compiler import compile_template
from pinwheel.domain.templates.errors import RenderingFailed
from pinwheel.domain.templates.frames import Run
from pinwheel.domain.templates.helpers.model import Surroundings
from pinwheel.domain.templates.lint import Finding, lint
from pinwheel.domain.templates.sources import Sources
from pinwheel.domain.unsubscribe import LIST_UNSUBSCRIBE, PREFERENCES_VARIABLE, UNSUBSCRIBE_VARIABLE
from pinwheel.ports.documents import Documents
from pinwheel.ports.endpoints import EndpointReader
from pinwheel.services.applications import require_application

JsonObject = Mapping[str, Any]
HTML = "HtmlPart"
SAMPLE_LINKS = {
    UNSUBSCRIBE_VARIABLE: ["https://example.com/u/preview"],
    PREFERENCES_VARIABLE: ["https://example.com/p/preview"],
}
MOST_SUBSTITUTIONS = 1_000


def preview(
    kind: TemplateKind, content: JsonObject, endpoint: Endpoint, substitutions: JsonObject, *, now: datetime
) -> dict[str, Any]:
    """Render all texts of a template for one recipient; what cannot be rendered is a warning."""
    sources = _sources(content)
    rendered: dict[str, str] = {}
    warnings: list[dict[str, Any]] = []
    recipient = {**SAMPLE_LINKS, **_defaults_win(sources), **substitutions}
    for member, text in kind.texts(content):
        run = Run(endpoint, recipient, Surroundings(now, uuids_of(endpoint, now)))
        try:
            template = compile_template(text, sources=sources, html=member == HTML, required=True)
            rendered[member] = template.render(run)
        except Invalid:
            warnings += _told(member, lint(text, given=substitutions, sources=sources).findings)
        except RenderingFailed as error:
            warnings.append(_warning(member, Finding(str(error), 1, 1)))
        warnings += _missing(member, text, run.missing)
    return {"Rendered": rendered, "Warnings": warnings}


def check(kind: TemplateKind, content: JsonObject) -> dict[str, Any]:
    """Tell what may be wrong with a template, and which variables it names. Nothing is refused."""
    warnings: list[dict[str, Any]] = []
    variables: list[str] = []
    sources = Sources()
    for member, check_rule in (("DefaultSubstitutions", _sources), ("Content", kind.check)):
        try:
            found = check_rule(content)
        except Invalid as error:
            warnings.append(_warning(error.member or member, Finding(str(error), 1, 1)))
        else:
            sources = found if isinstance(found, Sources) else sources
    for member, text in kind.texts(content):
        report = lint(text, sources=sources)
        warnings += _told(member, report.findings)
        variables += report.variables
    warnings += _hints(kind, content)
    return {"Warnings": warnings, "Variables": sorted(set(variables))}


def find_endpoint(
    application_id: str | None,
    endpoint_id: str | None,
    given: JsonObject | None,
    *,
    channel_type: str,
    documents: Documents,
    reader: Callable[[], EndpointReader],
) -> Endpoint:
    """Give whom a preview is for: a stored endpoint, one that the request describes, or nobody in particular.

    Raises:
        NotFound: there is no such endpoint or application.
        Invalid: the request names half of one, or describes something else.
    """
    if given is not None:
        return described(given, application_id or "", channel_type)
    if not application_id and not endpoint_id:
        return Endpoint(id="preview", channel_type=channel_type)
    if not application_id or not endpoint_id:
        raise Invalid("ApplicationId and EndpointId name an endpoint together.", member="EndpointId")
    require_application(application_id, documents=documents)
    found = reader().get(application_id, endpoint_id)
    if found is None:
        raise NotFound(f"Endpoint '{endpoint_id[:60]}' was not found.")
    return found


def described(given: JsonObject, application_id: str, channel_type: str) -> Endpoint:
    """Read an endpoint as UpdateEndpoint takes it, with its `Id` beside.

    Raises:
        Invalid: a member has the wrong form.
    """
    given = _object(given, "Endpoint")
    user = _object(given.get("User"), "User")
    return Endpoint(
        id=str(given.get("Id") or "preview"),
        application_id=application_id,
        channel_type=str(given.get("ChannelType") or channel_type),
        address=_text(given.get("Address"), "Address"),
        opt_out=_text(given.get("OptOut"), "OptOut") or "NONE",
        creation_date=_text(given.get("CreationDate"), "CreationDate") or "",
        effective_date=_text(given.get("EffectiveDate"), "EffectiveDate") or "",
        attributes=lists_of(given.get("Attributes"), "Attributes"),
        metrics=_numbers(given.get("Metrics")),
        demographic=_texts(given.get("Demographic"), "Demographic"),
        location=dict(_object(given.get("Location"), "Location")),
        user_id=_text(user.get("UserId"), "UserId"),
        user_attributes=lists_of(user.get("UserAttributes"), "UserAttributes"),
    )


def lists_of(given: Any, member: str) -> dict[str, list[str]]:
    """Read texts or lists of texts by name.

    Raises:
        Invalid: there is something else.
    """
    found: dict[str, list[str]] = {}
    for name, values in _object(given, member).items():
        listed = [values] if isinstance(values, str) else values
        if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
            raise Invalid(f"{member} holds lists of texts.", member=member)
        found[name] = list(listed)
    return found


def _object(given: Any, member: str) -> JsonObject:
    if given is None:
        return {}
    if not isinstance(given, Mapping) or len(given) > MOST_SUBSTITUTIONS:
        raise Invalid(f"{member} must be an object of at most {MOST_SUBSTITUTIONS} members.", member=member)
    return given


def _text(given: Any, member: str) -> str | None:
    if given is None or isinstance(given, str):
        return given
    raise Invalid(f"{member} must be a text.", member=member)


def _texts(given: Any, member: str) -> dict[str, str]:
    return {name: _text(value, member) or "" for name, value in _object(given, member).items()}


def _numbers(given: Any) -> dict[str, float]:
    found = _object(given, "Metrics")
    if not all(isinstance(value, int | float) for value in found.values()):
        raise Invalid("Metrics holds numbers.", member="Metrics")
    return {name: float(value) for name, value in found.items()}


def _sources(content: JsonObject) -> Sources:
    return Sources(defaults=defaults_of(content))


def _defaults_win(sources: Sources) -> dict[str, Any]:
    """Give the template's own values of the links, which are stronger than samples."""
    return {name: sources.defaults[name] for name in SAMPLE_LINKS if name in sources.defaults}


def _missing(member: str, text: str, names: Iterable[str]) -> list[dict[str, Any]]:
    found = []
    for name in dict.fromkeys(names):
        at = max(text.find(name), 0)
        line = text.count("\n", 0, at) + 1
        column = at - (text.rfind("\n", 0, at) + 1) + 1
        message = f"'{name}' has neither a value nor a default: the message would not be sent."
        found.append(_warning(member, Finding(message, line, column)))
    return found


def _told(member: str, findings: Iterable[Finding]) -> list[dict[str, Any]]:
    return [_warning(member, each) for each in findings]


def _warning(member: str, finding: Finding) -> dict[str, Any]:
    return {
        "Member": member,
        "Line": finding.line,
        "Column": finding.column,
        "Message": finding.message,
    }


def _hints(kind: TemplateKind, content: JsonObject) -> list[dict[str, Any]]:
    """Tell what good e-mails have and this one has not."""
    if kind.type != "EMAIL":
        return []
    found: list[dict[str, Any]] = []
    if content.get(HTML) and not content.get("TextPart"):
        text = "There is no TextPart: programs that show no HTML show nothing, and spam filters mind."
        found.append(_warning("TextPart", Finding(text, 1, 1)))
    own = [
        each
        for each in content.get("Headers") or ()
        if each.get("Name", "").lower() == LIST_UNSUBSCRIBE.lower()
    ]
    if own and not any(UNSUBSCRIBE_VARIABLE in (each.get("Value") or "") for each in own):
        text = f"The message's own header has no {UNSUBSCRIBE_VARIABLE}; Pinwheel adds no other."
        found.append(_warning("Headers", Finding(text, 1, 1)))
    return found
