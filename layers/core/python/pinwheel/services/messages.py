"""Direct messages to addresses, endpoints and users on all channels (spec 04, sections 1 to 4).

Everything that can be said without a provider is said first: unknown endpoints, channels that cannot be sent
to, duplicates, suppressed addresses, values that are missing. What is left is handed over family by family.
From then on nothing but an answer with all outcomes may come: whatever goes wrong is an outcome too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pinwheel.domain import message_tags
from pinwheel.domain.direct_messages import (
    CHANNELS,
    DUPLICATE,
    MOST_RECIPIENTS,
    NOT_IN_TIME,
    OPTED_OUT,
    no_direct_channel,
    refused,
    told,
    unknown_outcome,
)
from pinwheel.domain.endpoints import Endpoint, endpoint_key
from pinwheel.domain.errors import Invalid, NotFound, PinwheelError
from pinwheel.domain.messages import SendResult
from pinwheel.ports.blobs import Blobs
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Documents
from pinwheel.ports.endpoints import EndpointReader
from pinwheel.ports.ids import Ids
from pinwheel.services.applications import require_application
from pinwheel.services.direct_families import Family, Providers, Wanted, load_families
from pinwheel.services.push_endpoints import PushEndpoints
from pinwheel.services.rates import SendRates, send_directly
from pinwheel.services.suppressions import is_suppressed_many, refusal
from pinwheel.services.templates import TemplateStores

HANDED_OVER_WITHIN = timedelta(seconds=20)
"""After this time nothing more is handed over: the caller is to get an answer before its gateway gives up."""
PORTION = 100
"""Messages handed over at a time."""

JsonObject = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Collaborators:
    """What direct messages work with."""

    documents: Documents
    blobs: Blobs
    endpoints: EndpointReader
    providers: Providers
    push_endpoints: PushEndpoints
    rates: Callable[[str], SendRates]
    """Gives what may be sent of a family of channels."""
    clock: Clock
    ids: Ids


@dataclass(slots=True)
class _Recipient:
    """One recipient of a request, and what became of the message to it."""

    endpoint: Endpoint
    configuration: JsonObject
    user_id: str | None = None
    result: SendResult | None = None
    message: Any = None

    @property
    def address(self) -> str:
        return self.endpoint.address or ""

    @property
    def channel_type(self) -> str:
        return self.endpoint.channel_type or ""


@dataclass(frozen=True, slots=True)
class _Request:
    """What all recipients of a request share."""

    application_id: str
    families: Mapping[str, Family]
    trace_id: str
    context: Mapping[str, str]
    hand_over_until: datetime


def send_messages(
    application_id: str,
    request: JsonObject,
    *,
    using: Collaborators,
    begin: Callable[[], None] = lambda: None,
) -> dict[str, Any]:
    """Send a message to addresses and endpoints; each has its own outcome.

    `begin` is called once all messages are ready, right before the first one leaves; it may raise.

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
    _deliver(shared, [*by_address.values(), *by_endpoint.values()], using=using, begin=begin)
    answer: dict[str, Any] = {"ApplicationId": application_id}
    if by_address:
        answer["Result"] = {name: told(_outcome(to)) for name, to in by_address.items()}
    if by_endpoint:
        answer["EndpointResult"] = {
            name: told(_outcome(to), address=to.address) for name, to in by_endpoint.items()
        }
    return answer


def send_users_messages(
    application_id: str,
    request: JsonObject,
    *,
    using: Collaborators,
    begin: Callable[[], None] = lambda: None,
) -> dict[str, Any]:
    """Send a message to all endpoints of users; an endpoint that opted out gets none (spec 01, section 5).

    `begin` is called once all messages are ready, right before the first one leaves; it may raise.

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
    _deliver(shared, [to for recipients in found.values() for to in recipients], using=using, begin=begin)
    result = {
        user_id: {to.endpoint.id: told(_outcome(to), address=to.address) for to in recipients}
        for user_id, recipients in found.items()
    }
    return {"ApplicationId": application_id, "Result": result}


def unknown_messages(application_id: str, request: JsonObject) -> dict[str, Any]:
    """Give the answer to a request to addresses and endpoints that died while it was sent."""
    lost = unknown_outcome("the request broke off while it was sent")
    answer: dict[str, Any] = {"ApplicationId": application_id}
    if request.get("Addresses"):
        answer["Result"] = {name: told(lost) for name in request["Addresses"]}
    if request.get("Endpoints"):
        answer["EndpointResult"] = {name: told(lost, address="") for name in request["Endpoints"]}
    return answer


def unknown_users_messages(
    application_id: str, request: JsonObject, *, endpoints: EndpointReader
) -> dict[str, Any]:
    """Give the answer to a request to users that died while it was sent."""
    lost = unknown_outcome("the request broke off while it was sent")
    result = {
        user_id: {
            each.id: told(lost, address=each.address or "")
            for each in endpoints.of_user(application_id, user_id)
        }
        for user_id in request.get("Users") or {}
    }
    return {"ApplicationId": application_id, "Result": result}


def _check_count(count: int, member: str) -> None:
    if not 1 <= count <= MOST_RECIPIENTS:
        raise Invalid(f"{member} must name 1 to {MOST_RECIPIENTS} recipients, got {count}.", member=member)


def _shared(application_id: str, request: JsonObject, *, using: Collaborators) -> _Request:
    """Load what the request says for all recipients.

    Raises:
        Invalid: a template does not exist, or there is neither a message nor a template.
    """
    started = using.clock.real_now()
    require_application(application_id, documents=using.documents)
    if not request.get("MessageConfiguration") and not request.get("TemplateConfiguration"):
        raise Invalid("There is neither a MessageConfiguration nor a TemplateConfiguration.")
    if (request.get("TemplateConfiguration") or {}).get("InAppTemplate"):
        raise Invalid("InAppTemplate cannot be sent as a message.", member="InAppTemplate")
    try:
        families = load_families(
            application_id,
            request,
            stores=TemplateStores(using.documents, using.blobs),
            providers=using.providers,
            now=using.clock.now(),
            new_uuid=using.ids.new_request_id,
        )
    except NotFound as error:
        raise Invalid(str(error), member="TemplateConfiguration") from error
    return _Request(
        application_id=application_id,
        families=families,
        trace_id=request.get("TraceId") or "",
        context=request.get("Context") or {},
        hand_over_until=started + HANDED_OVER_WITHIN,
    )


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
    unknown = Endpoint(id=endpoint_id, application_id=application_id)
    result = refused(f"Endpoint '{endpoint_id}' was not found.", status_code=404)
    return _Recipient(unknown, given, result=result)


def _to_user(user_id: str, endpoint: Endpoint, given: JsonObject) -> _Recipient:
    result = OPTED_OUT if endpoint.opt_out == "ALL" else None
    return _Recipient(endpoint, given, user_id, result)


def _deliver(
    shared: _Request,
    recipients: Sequence[_Recipient],
    *,
    using: Collaborators,
    begin: Callable[[], None],
) -> None:
    """Give every recipient its outcome."""
    for recipient in _waiting(recipients):
        family = shared.families.get(recipient.channel_type)
        recipient.result = (
            no_direct_channel(recipient.channel_type) if family is None else family.refusal(recipient.address)
        )
    _refuse_duplicates(shared, recipients)
    _refuse_suppressed(shared, recipients, using=using)
    for recipient in _waiting(recipients):
        made = shared.families[recipient.channel_type].made(_wanted(shared, recipient))
        if isinstance(made, SendResult):
            recipient.result = made
        else:
            recipient.message = made
    if _waiting(recipients):
        begin()
    # All messages are made before the first one leaves: a fault in making them sends nothing.
    for name in dict.fromkeys(each.name for each in shared.families.values()):
        ready = [to for to in _waiting(recipients) if shared.families[to.channel_type].name == name]
        for start in range(0, len(ready), PORTION):
            _hand_over(shared, ready[start : start + PORTION], using=using)
    _retire_dead(shared, recipients, using=using)


def _waiting(recipients: Sequence[_Recipient]) -> list[_Recipient]:
    return [recipient for recipient in recipients if recipient.result is None]


def _refuse_duplicates(shared: _Request, recipients: Sequence[_Recipient]) -> None:
    """Keep the first recipient of each address on a channel."""
    seen: set[tuple[str, str]] = set()
    for recipient in _waiting(recipients):
        channel_type = recipient.channel_type
        identity = (channel_type, shared.families[channel_type].identity(recipient.address))
        if identity in seen:
            recipient.result = DUPLICATE
        seen.add(identity)


def _refuse_suppressed(shared: _Request, recipients: Sequence[_Recipient], *, using: Collaborators) -> None:
    waiting = [to for to in _waiting(recipients) if shared.families[to.channel_type].is_suppressible]
    if not waiting:
        return
    addresses = [recipient.address for recipient in waiting]
    reasons = is_suppressed_many(shared.application_id, addresses, documents=using.documents)
    for recipient in waiting:
        if recipient.address in reasons:
            recipient.result = refused(refusal(reasons[recipient.address]))


def _wanted(shared: _Request, recipient: _Recipient) -> Wanted:
    own = recipient.configuration.get("Context") or {}
    tags = (
        (message_tags.APPLICATION, shared.application_id),
        (message_tags.ENDPOINT, recipient.endpoint.id),
        (message_tags.USER, recipient.user_id or ""),
        (message_tags.TRACE, shared.trace_id),
    )
    return Wanted(recipient.endpoint, recipient.configuration, {**shared.context, **own}, tags)


def _hand_over(shared: _Request, recipients: Sequence[_Recipient], *, using: Collaborators) -> None:
    """Hand messages of one family over; a provider that breaks down spoils no other outcome."""
    family = shared.families[recipients[0].channel_type]
    wanted = [to.message for to in recipients]
    results = _sent(family, wanted, until=shared.hand_over_until, using=using)
    results += [NOT_IN_TIME] * (len(recipients) - len(results))
    for recipient, result in zip(recipients, results, strict=True):
        recipient.result = result


def _sent(family: Family, wanted: list[Any], *, until: datetime, using: Collaborators) -> list[SendResult]:
    """Send at the account's rate until time is up; answers for those that were handed over or refused."""
    handed: list[SendResult] = []

    def send(part: Sequence[Any]) -> Sequence[SendResult]:
        if using.clock.real_now() > until:
            raise _OutOfTimeError
        results = _answered(lambda: family.send_batch(part), len(part))
        handed.extend(results)
        return results

    try:
        return send_directly(wanted, send, rates=using.rates(family.name))
    except (PinwheelError, _OutOfTimeError):
        return handed


class _OutOfTimeError(Exception):
    """The caller will not wait any longer."""


def _answered(send: Callable[[], Sequence[SendResult]], count: int) -> Sequence[SendResult]:
    try:
        results = send()
    except Exception as error:  # noqa: BLE001 - whatever broke, messages may have been sent before
        return [unknown_outcome(type(error).__name__)] * count
    return results if len(results) == count else [unknown_outcome("answers are missing")] * count


def _retire_dead(shared: _Request, recipients: Sequence[_Recipient], *, using: Collaborators) -> None:
    """Make endpoints with dead tokens inactive; what fails here is done by the next message to them."""
    reached = [to for to in recipients if to.message is not None]
    endpoints, results = [to.endpoint for to in reached], [_outcome(to) for to in reached]
    try:
        using.push_endpoints.after(shared.application_id, endpoints, results)
    except PinwheelError:
        return


def _outcome(recipient: _Recipient) -> SendResult:
    return recipient.result or unknown_outcome("it was not handled")
