"""One-time passwords: sent by SMS, verified once (spec 04, section 5).

Nobody who reads the table learns a code. It is kept as an HMAC whose key is random, made for this code alone
and encrypted by KMS for this application, reference and phone; trying all digits takes the right to decrypt.

A guess counts only once its document is written at the revision it was read at, so guesses at the same time
cannot be more than allowed. Documents are never deleted, but by their time to live: with them gone, revisions
would begin anew, and what was read long ago would fit.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pinwheel.domain import keys, message_tags
from pinwheel.domain.direct_messages import refused, told
from pinwheel.domain.errors import Conflict, Unavailable
from pinwheel.domain.keys import DocumentKey
from pinwheel.domain.messages import SendResult
from pinwheel.domain.otp import (
    KeptCode,
    OtpRequest,
    code_digest,
    is_code,
    otp_text,
    read_otp_request,
)
from pinwheel.domain.phones import normalised_number
from pinwheel.domain.sms import TRANSACTIONAL, OutgoingSms
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import ABSENT, Document, Documents, Put
from pinwheel.ports.secrets import Secrets
from pinwheel.ports.sms import SmsProvider
from pinwheel.services.applications import require_application
from pinwheel.services.suppressions import is_suppressed_many, refusal
from pinwheel.services.text_messages import enabled_sms_channel, sms_refusal

OVERTAKEN = 20
"""How often a change that others overtook is made anew: far more than a code has attempts."""

JsonObject = Mapping[str, Any]
T = TypeVar("T")


class Verdict(enum.Enum):
    """What became of a guess; its sender only learns whether it was right."""

    RIGHT = "right"
    WRONG = "wrong"
    LAST_WRONG = "last wrong"
    """Wrong, and the code cannot be tried any more."""
    NO_CODE = "no code"
    """There is no code to be tried: never sent, used, expired, or tried too often."""


@dataclass(frozen=True, slots=True)
class Collaborators:
    """What one-time passwords work with; `new_code` makes that many digits."""

    documents: Documents
    secrets: Secrets
    sms: SmsProvider
    clock: Clock
    new_code: Callable[[int], str]


def send_otp(application_id: str, parameters: JsonObject, *, using: Collaborators) -> dict[str, Any]:
    """Send a code; it replaces the one that was sent for the same reference and phone before.

    Raises:
        NotFound: there is no such application.
        Invalid: a parameter is out of its range.
        Unavailable: the code could not be kept; nothing was sent.
    """
    require_application(application_id, documents=using.documents)
    request = read_otp_request(parameters)
    channel = enabled_sms_channel(application_id, documents=using.documents)
    result = sms_refusal(channel, request.phone) or _suppression(application_id, request.phone, using=using)
    if result is None:
        code = using.new_code(request.code_length)
        # Kept first: a person may be quicker than the function.
        _keep(application_id, request, code, using=using)
        (result,) = using.sms.send_batch([_message(application_id, request, code)])
    return {"ApplicationId": application_id, "Result": {request.phone: told(result)}}


def _suppression(application_id: str, phone: str, *, using: Collaborators) -> SendResult | None:
    reasons = is_suppressed_many(application_id, [phone], documents=using.documents)
    return refused(refusal(reasons[phone])) if phone in reasons else None


def _message(application_id: str, request: OtpRequest, code: str) -> OutgoingSms:
    return OutgoingSms(
        to_number=normalised_number(request.phone) or request.phone,
        body=otp_text(request, code),
        sender=request.sender,
        message_type=TRANSACTIONAL,
        entity_id=request.entity_id,
        template_id=request.template_id,
        tags=((message_tags.APPLICATION, application_id),),
    )


def _keep(application_id: str, request: OtpRequest, code: str, *, using: Collaborators) -> None:
    place = keys.one_time_password(application_id, request.reference_id, request.phone)
    key = using.secrets.generate()
    kept = KeptCode(
        sealed_key=using.secrets.encrypt(key, owner=_owner(place)),
        digest=code_digest(key, code),
        attempts_left=request.attempts,
        expires_at=int((using.clock.now() + request.validity).timestamp()),
    )

    def keep() -> None:
        found = using.documents.get(place)
        _write(place, found, kept.document(), using=using)

    _insist(keep)


def verify_otp(application_id: str, parameters: JsonObject, *, using: Collaborators) -> bool:
    """Tell whether a guess is right; see `judge_otp`."""
    return judge_otp(application_id, parameters, using=using) is Verdict.RIGHT


def judge_otp(application_id: str, parameters: JsonObject, *, using: Collaborators) -> Verdict:
    """Tell whether a code is the one that was sent for this reference and phone, still good and not yet used.

    Raises:
        NotFound: there is no such application.
        Unavailable: the guess could not be counted, so there is no verdict.
    """
    require_application(application_id, documents=using.documents)
    place = keys.one_time_password(
        application_id, parameters["ReferenceId"], parameters["DestinationIdentity"]
    )

    def verify() -> Verdict:
        found = using.documents.get(place)
        if found is None:
            return Verdict.NO_CODE
        kept = KeptCode.of(found.body)
        if not kept.is_open(using.clock.now()):
            return Verdict.NO_CODE
        is_right = is_code(
            kept, using.secrets.decrypt(kept.sealed_key, owner=_owner(place)), parameters["Otp"]
        )
        left = 0 if is_right else kept.attempts_left - 1
        _write(place, found, kept.document(attempts_left=left), using=using)
        if is_right:
            return Verdict.RIGHT
        return Verdict.WRONG if left else Verdict.LAST_WRONG

    return _insist(verify)


def _owner(place: DocumentKey) -> str:
    return f"{place.partition}/{place.key}"


def _write(
    place: DocumentKey, found: Document | None, body: Mapping[str, Any], *, using: Collaborators
) -> None:
    """Write a code over exactly what was read."""
    expect = ABSENT if found is None else found.revision
    using.documents.write([Put(place, body, expect=expect, expires_at=int(body["ExpiresAt"]))])


def _insist(change: Callable[[], T]) -> T:
    """Repeat a change that others overtook; each attempt reads and decides anew."""
    for _ in range(OVERTAKEN):
        try:
            return change()
        except Conflict:
            continue
    raise Unavailable("A one-time password is changing too often.")
