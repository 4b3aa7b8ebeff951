"""Direct messages to addresses, endpoints and users (spec 04, sections 1 to 4), by e-mail and SMS.

Everything that can be said without the provider is said first: unknown endpoints, other channels, duplicates,
suppressed addresses, values that are missing. What is left goes out in batches.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec

from pinwheel.domain import message_tags
from pinwheel.domain.direct_messages import (
    CHANNELS,
    DUPLICATE,
    EMAIL,
    MOST_RECIPIENTS,
    OPTED_OUT,
    is_address,
    message_content,
    message_substitutions,
    missing_channel,
    overridden,
    refused,
    told,
)
from pinwheel.domain.endpoints import Endpoint, endpoint_key
from pinwheel.domain.errors import Invalid, NotFound
from pinwheel.domain.messages import OutgoingEmail, SendResult
from pinwheel.domain.messages_email import CompiledEmail, EmailContent, check_headers, compile_email
from pinwheel.domain.sms import SMS, OutgoingSms
from pinwheel.domain.templates.errors import RenderingFailed
from pinwheel.ports.blobs import Blobs
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Documents
from pinwheel.ports.email import EmailProvider
from pinwheel.ports.endpoints import EndpointReader
from pinwheel.ports.ids import Ids
from pinwheel.ports.sms import SmsProvider
from pinwheel.services.applications import require_application
from pinwheel.services.email_content import email_channel, template_content, with_sender
from pinwheel.services.suppressions import is_suppressed_many, refusal
from pinwheel.services.templates import TemplateStores
from pinwheel.services.text_messages import TextMessages, load_texts

JsonObject = Mapping[str, Any]
T = TypeVar("T")
M = TypeVar("M")


@dataclass(frozen=True, slots=True)
class Collaborators:
    """What direct messages work with."""

    documents: Documents
    blobs: Blobs
    endpoints: EndpointReader
    email: EmailProvider
    sms: SmsProvider
    clock: Clock
    ids: Ids


@dataclass(slots=True)
class _Recipient:
    """One recipient of a request, and what became of the message to it."""

    endpoint: Endpoint
    configuration: JsonObject
    user_id: str | None = None
    result: SendResult | None = None

    @property
    def address(self) -> str:
        return self.endpoint.address or ""


@dataclass(slots=True)
class _Request:
    """What all recipients of a request share."""

    application_id: str
    content: EmailContent | None
    substitutions: dict[str, list[str]]
    message: JsonObject
    channel: JsonObject
    trace_id: str
    texts: TextMessages
    compiled: dict[tuple[str, str], CompiledEmail] = field(default_factory=dict)


def send_messages(application_id: str, request: JsonObject, *, using: Collaborators) -> dict[str, Any]:
    """Send a message to addresses and endpoints; each has its own outcome.

    Raises:
        NotFound: there is no such application.
        Invalid: no recipient or too many, or the message itself breaks a rule.
    """
    addresses, endpoint_ids = request.get("Addresses") or {}, request.get("Endpoints") or {}
    _check_count(len(addresses) + len(endpoint_ids), "Addresses and Endpoints")
    shared = _shared(application_id, request, using=using)
    by_address = {
        address: _to_address(application_id, address, given or {}) for address, given in addresses.items()
    }
    stored = using.endpoints.get_many(application_id, endpoint_ids) if endpoint_ids else {}
    by_endpoint = {
        endpoint_id: _to_endpoint(application_id, endpoint_id, stored, given or {})
        for endpoint_id, given in endpoint_ids.items()
    }
    _deliver(shared, [*by_address.values(), *by_endpoint.values()], using=using)
    answer: dict[str, Any] = {"ApplicationId": application_id}
    if by_address:
        answer["Result"] = {name: told(_outcome(to)) for name, to in by_address.items()}
    if by_endpoint:
        answer["EndpointResult"] = {
            name: told(_outcome(to), address=to.address) for name, to in by_endpoint.items()
        }
    return answer


def send_users_messages(application_id: str, request: JsonObject, *, using: Collaborators) -> dict[str, Any]:
    """Send a message to all endpoints of users; an endpoint that opted out gets none (spec 01, section 5).

    Raises:
        NotFound: there is no such application.
        Invalid: no user or too many, or the message itself breaks a rule.
    """
    users = request.get("Users") or {}
    _check_count(len(users), "Users")
    shared = _shared(application_id, request, using=using)
    found = {
        user_id: [
            _to_user(user_id, endpoint, given or {})
            for endpoint in using.endpoints.of_user(application_id, user_id)
        ]
        for user_id, given in users.items()
    }
    _deliver(shared, [to for recipients in found.values() for to in recipients], using=using)
    result = {
        user_id: {to.endpoint.id: told(_outcome(to), address=to.address) for to in recipients}
        for user_id, recipients in found.items()
    }
    return {"ApplicationId": application_id, "Result": result}


def _check_count(count: int, member: str) -> None:
    if not 1 <= count <= MOST_RECIPIENTS:
        raise Invalid(f"{member} must name 1 to {MOST_RECIPIENTS} recipients, got {count}.", member=member)


def _shared(application_id: str, request: JsonObject, *, using: Collaborators) -> _Request:
    """Load what the request says for all recipients.

    Raises:
        Invalid: the template does not exist, or there is neither a message nor a template.
    """
    require_application(application_id, documents=using.documents)
    configuration = request.get("MessageConfiguration") or {}
    templates = request.get("TemplateConfiguration") or {}
    if not configuration and not templates:
        raise Invalid("There is neither a MessageConfiguration nor a TemplateConfiguration.")
    if templates.get("InAppTemplate"):
        raise Invalid("InAppTemplate cannot be sent as a message.", member="InAppTemplate")
    stores = TemplateStores(using.documents, using.blobs)
    named = templates.get("EmailTemplate") or {}
    if named.get("Name"):
        content: EmailContent | None = _existing(lambda: template_content(named, stores=stores))
    else:
        content = message_content(configuration)
        check_headers(content.headers if content else ())
    return _Request(
        application_id=application_id,
        content=content,
        substitutions=message_substitutions(configuration),
        message=configuration.get("EmailMessage") or {},
        channel=email_channel(application_id, documents=using.documents),
        trace_id=request.get("TraceId") or "",
        texts=_existing(lambda: load_texts(application_id, request, stores=stores)),
    )


def _existing(load: Callable[[], T]) -> T:
    """Load content; a template that is not there is a fault of the request."""
    try:
        return load()
    except NotFound as error:
        raise Invalid(str(error), member="TemplateConfiguration") from error


def _to_address(application_id: str, address: str, given: JsonObject) -> _Recipient:
    channel_type = given.get("ChannelType")
    endpoint = Endpoint(id="", application_id=application_id, channel_type=channel_type, address=address)
    recipient = _Recipient(endpoint, given)
    if channel_type not in CHANNELS:
        recipient.result = refused(f"ChannelType must name a channel, got '{channel_type or ''}'.")
    return recipient


def _to_endpoint(
    application_id: str, endpoint_id: str, stored: Mapping[str, Endpoint], given: JsonObject
) -> _Recipient:
    found = stored.get(endpoint_key(endpoint_id))
    if found is not None:
        return _Recipient(found, given, found.user_id)
    unknown = Endpoint(id=endpoint_id, application_id=application_id, channel_type=EMAIL)
    result = refused(f"Endpoint '{endpoint_id}' was not found.", status_code=404)
    return _Recipient(unknown, given, result=result)


def _to_user(user_id: str, endpoint: Endpoint, given: JsonObject) -> _Recipient:
    result = OPTED_OUT if endpoint.opt_out == "ALL" else None
    return _Recipient(endpoint, given, user_id, result)


def _deliver(shared: _Request, recipients: Sequence[_Recipient], *, using: Collaborators) -> None:
    """Give every recipient its outcome."""
    _refuse_channels(shared, recipients)
    _refuse_duplicates(recipients)
    _refuse_suppressed(shared.application_id, recipients, using=using)
    emails: list[tuple[_Recipient, OutgoingEmail]] = []
    texts: list[tuple[_Recipient, OutgoingSms]] = []
    for recipient in recipients:
        if recipient.result is None:
            match _made(shared, recipient, using=using):
                case SendResult() as result:
                    recipient.result = result
                case OutgoingSms() as text:
                    texts.append((recipient, text))
                case OutgoingEmail() as email:
                    emails.append((recipient, email))
    # All at once, so that the provider's calls run side by side: a function that is stopped half-way has sent
    # to some already, and the SDK would ask for all of them again.
    _hand_over(emails, using.email.send_batch)
    _hand_over(texts, using.sms.send_batch)


def _hand_over(
    ready: Sequence[tuple[_Recipient, M]], send_batch: Callable[[Sequence[M]], Sequence[SendResult]]
) -> None:
    results = send_batch([message for _, message in ready]) if ready else ()
    for (recipient, _), result in zip(ready, results, strict=True):
        recipient.result = result


def _refuse_channels(shared: _Request, recipients: Sequence[_Recipient]) -> None:
    for recipient in recipients:
        channel_type = recipient.endpoint.channel_type or ""
        if recipient.result is not None:
            continue
        if channel_type == SMS:
            recipient.result = shared.texts.refusal(recipient.address)
        elif channel_type != EMAIL:
            recipient.result = missing_channel(channel_type)
        elif not is_address(recipient.address):
            recipient.result = refused("The address is no e-mail address.")


def _refuse_duplicates(recipients: Sequence[_Recipient]) -> None:
    """Keep the first recipient of each address."""
    seen: set[str] = set()
    for recipient in recipients:
        folded = recipient.address.lower()
        if recipient.result is None and folded in seen:
            recipient.result = DUPLICATE
        elif recipient.result is None:
            seen.add(folded)


def _refuse_suppressed(
    application_id: str, recipients: Sequence[_Recipient], *, using: Collaborators
) -> None:
    addresses = [recipient.address for recipient in recipients if recipient.result is None]
    reasons = is_suppressed_many(application_id, addresses, documents=using.documents)
    for recipient in recipients:
        if recipient.result is None and recipient.address in reasons:
            recipient.result = refused(refusal(reasons[recipient.address]))


def _made(
    shared: _Request, recipient: _Recipient, *, using: Collaborators
) -> OutgoingEmail | OutgoingSms | SendResult:
    """Make the message for one recipient, or say why it cannot be made."""
    if recipient.endpoint.channel_type == SMS:
        now, new_uuid = using.clock.now(), using.ids.new_request_id
        return shared.texts.made(recipient.endpoint, recipient.configuration, now=now, new_uuid=new_uuid)
    return _made_email(shared, recipient, using=using)


def _made_email(
    shared: _Request, recipient: _Recipient, *, using: Collaborators
) -> OutgoingEmail | SendResult:
    content = overridden(shared.content, recipient.configuration)
    if content is None:
        return refused("The request has no content for the EMAIL channel.")
    try:
        compiled = _compiled(shared, recipient, content, new_uuid=using.ids.new_request_id, using=using)
        rendered = compiled.render(recipient.endpoint, recipient.configuration.get("Substitutions") or None)
    except (Invalid, RenderingFailed) as error:
        return refused(str(error))
    sent = compiled.content
    return OutgoingEmail(
        to_address=recipient.address,
        from_address=sent.from_address,
        subject=rendered.subject,
        html=rendered.html,
        text=rendered.text,
        reply_to=sent.reply_to,
        headers=rendered.headers,
        configuration_set=sent.configuration_set,
        tags=_tags(shared, recipient),
        raw=sent.raw,
    )


def _compiled(
    shared: _Request,
    recipient: _Recipient,
    content: EmailContent,
    *,
    new_uuid: Callable[[], str],
    using: Collaborators,
) -> CompiledEmail:
    """Compile once for all recipients with the same overrides."""
    given = recipient.configuration
    key = (given.get("TitleOverride") or "", given.get("BodyOverride") or "")
    found = shared.compiled.get(key)
    if found is None:
        complete = msgspec.structs.replace(
            with_sender(content, shared.message, shared.channel), substitutions=shared.substitutions
        )
        found = compile_email(complete, now=using.clock.now(), new_uuid=new_uuid)
        shared.compiled[key] = found
    return found


def _tags(shared: _Request, recipient: _Recipient) -> tuple[tuple[str, str], ...]:
    return (
        (message_tags.APPLICATION, shared.application_id),
        (message_tags.ENDPOINT, recipient.endpoint.id),
        (message_tags.USER, recipient.user_id or ""),
        (message_tags.TRACE, shared.trace_id),
    )


def _outcome(recipient: _Recipient) -> SendResult:
    if recipient.result is None:
        return refused("The message was not handled.", status_code=500)
    return recipient.result
