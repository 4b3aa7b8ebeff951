"""Operations that send messages at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from pinwheel.api.call import Call
from pinwheel.domain.direct_messages import is_worth_repeating
from pinwheel.domain.runs import families
from pinwheel.runtime import bootstrap
from pinwheel.services import messages
from pinwheel.services.direct_families import Providers
from pinwheel.services.idempotency import Tools, act_once, request_name
from pinwheel.services.rates import SendRates

Begin = Callable[[], None]


def _using() -> messages.Collaborators:
    return messages.Collaborators(
        documents=bootstrap.documents(),
        blobs=bootstrap.blobs(),
        endpoints=bootstrap.endpoints(),
        providers=Providers(
            email=bootstrap.email_provider(),
            sms=bootstrap.sms_provider(),
            push=bootstrap.push_delivery(),
            voice=bootstrap.voice_provider(),
            links=bootstrap.links(),
        ),
        push_endpoints=bootstrap.push_endpoints(),
        rates=_rates,
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
    )


def _rates(family: str) -> SendRates:
    return bootstrap.send_rates() if family == families.EMAIL else bootstrap.configured_rates(family)


def _request(call: Call) -> dict[str, Any]:
    # Raw e-mails are bytes and stay so.
    request: dict[str, Any] = msgspec.to_builtins(call.body, builtin_types=(bytes,))
    return request


def send_messages(call: Call) -> Any:
    """Send to addresses and endpoints."""
    application_id, request, using = call.labels["ApplicationId"], _request(call), _using()

    def send(begin: Begin) -> dict[str, Any]:
        answer = messages.send_messages(application_id, request, using=using, begin=begin)
        return {**answer, "RequestId": call.request_id}

    return _once(call, send, lambda: messages.unknown_messages(application_id, request))


def send_users_messages(call: Call) -> Any:
    """Send to users."""
    application_id, request, using = call.labels["ApplicationId"], _request(call), _using()

    def send(begin: Begin) -> dict[str, Any]:
        answer = messages.send_users_messages(application_id, request, using=using, begin=begin)
        return {**answer, "RequestId": call.request_id}

    def unknown() -> dict[str, Any]:
        return messages.unknown_users_messages(application_id, request, endpoints=using.endpoints)

    return _once(call, send, unknown)


def _once(
    call: Call, send: Callable[[Begin], dict[str, Any]], unknown: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """Send a request that has a name once, however often it comes."""
    name = request_name(
        call.labels["ApplicationId"],
        call.operation,
        call.headers,
        identity=call.caller.identity,
        body=msgspec.json.encode(call.body, order="deterministic"),
    )
    tools = Tools(documents=bootstrap.documents(), clock=bootstrap.clock(), sleep=time.sleep)
    return act_once(
        name,
        send,
        when_unknown=lambda: {**unknown(), "RequestId": call.request_id},
        came_to_nothing=lambda answer: is_worth_repeating(_outcomes(answer)),
        tools=tools,
    )


def _outcomes(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """List what became of all recipients; those of users lie one level deeper."""
    for found in (*answer.get("Result", {}).values(), *answer.get("EndpointResult", {}).values()):
        yield from [found] if "DeliveryStatus" in found else found.values()


OPERATIONS: dict[str, Callable[[Call], Any]] = {
    "SendMessages": send_messages,
    "SendUsersMessages": send_users_messages,
}
