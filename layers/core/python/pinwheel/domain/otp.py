"""One-time passwords: what may be asked for, what is said, and how a code is kept (spec 04, section 5)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pinwheel.domain.errors import Invalid
from pinwheel.domain.sms import SMS, Sender, is_origination_number, is_phone_number, is_sender_id

LONGEST_BRAND = 20
LONGEST_REFERENCE = 48
CODE_LENGTHS, CODE_LENGTH = range(5, 9), 6
ALL_ATTEMPTS, ATTEMPTS = range(1, 6), 3
VALIDITY_MINUTES, VALIDITY = range(5, 61), 15
LANGUAGE = "en-US"
TEXTS = {
    "de-DE": "Ihr Einmalpasswort von {brand}: {code}",
    "en-GB": "This is your One Time Password: {code} from {brand}",
    "en-US": "This is your One Time Password: {code} from {brand}",
    "es-419": "Esta es tu contraseña de un solo uso de {brand}: {code}",
    "es-ES": "Su contraseña de un solo uso de {brand}: {code}",
    "fr-CA": "Votre mot de passe à usage unique de {brand} : {code}",
    "fr-FR": "Votre mot de passe à usage unique {brand} : {code}",
    "it-IT": "La tua password monouso di {brand}: {code}",
    "ja-JP": "{brand}のワンタイムパスワード: {code}",
    "ko-KR": "{brand} 일회용 비밀번호: {code}",
    "pt-BR": "Sua senha de uso único da {brand}: {code}",
    "zh-CN": "您的{brand}一次性密码：{code}",  # noqa: RUF001 - as Chinese is written
    "zh-TW": "您的{brand}一次性密碼：{code}",  # noqa: RUF001 - as Chinese is written
}
"""The message by language. Amazon publishes the English one only; the others are ours."""

JsonObject = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OtpRequest:
    """A checked request for a code."""

    phone: str
    reference_id: str
    brand: str
    sender: Sender
    language: str
    code_length: int
    attempts: int
    validity: timedelta
    entity_id: str | None
    template_id: str | None


@dataclass(frozen=True, slots=True)
class KeptCode:
    """What is known of a code that was sent: a hash, the key of the hash, encrypted, and the bounds."""

    sealed_key: str
    digest: str
    attempts_left: int
    expires_at: int
    """Epoch second."""

    @classmethod
    def of(cls, body: JsonObject) -> KeptCode:
        """Read a stored code."""
        return cls(body["SealedKey"], body["Digest"], int(body["AttemptsLeft"]), int(body["ExpiresAt"]))

    def document(self, *, attempts_left: int | None = None) -> dict[str, Any]:
        """Write it to be stored, with so many attempts left."""
        left = self.attempts_left if attempts_left is None else attempts_left
        return {
            "SealedKey": self.sealed_key,
            "Digest": self.digest,
            "AttemptsLeft": left,
            "ExpiresAt": self.expires_at,
        }

    def is_open(self, now: datetime) -> bool:
        """Tell whether the code may still be tried."""
        return self.attempts_left > 0 and now.timestamp() < self.expires_at


def read_otp_request(request: JsonObject) -> OtpRequest:
    """Check the parameters of SendOTPMessage and fill in what is not given.

    Raises:
        Invalid: a parameter is out of its range; names it.
    """
    if request.get("Channel") != SMS:
        raise Invalid(f"Channel must be {SMS}.", member="Channel")
    brand = _text(request, "BrandName", LONGEST_BRAND)
    if not brand.isprintable():
        raise Invalid("BrandName must hold printable characters only.", member="BrandName")
    phone = request.get("DestinationIdentity") or ""
    if not is_phone_number(phone):
        raise Invalid(
            "DestinationIdentity must be a phone number in E.164 format.", member="DestinationIdentity"
        )
    language = request.get("Language") or LANGUAGE
    if language not in TEXTS:
        raise Invalid(f"Language must be one of {', '.join(TEXTS)}.", member="Language")
    return OtpRequest(
        phone=phone,
        reference_id=_text(request, "ReferenceId", LONGEST_REFERENCE),
        brand=brand,
        sender=_sender(request.get("OriginationIdentity") or ""),
        language=language,
        code_length=_number(request, "CodeLength", CODE_LENGTHS, CODE_LENGTH),
        attempts=_number(request, "AllowedAttempts", ALL_ATTEMPTS, ATTEMPTS),
        validity=timedelta(minutes=_number(request, "ValidityPeriod", VALIDITY_MINUTES, VALIDITY)),
        entity_id=request.get("EntityId") or None,
        template_id=request.get("TemplateId") or None,
    )


def _text(request: JsonObject, member: str, most: int) -> str:
    text: str = request.get(member) or ""
    if not 1 <= len(text) <= most:
        raise Invalid(f"{member} must have 1 to {most} characters.", member=member)
    return text


def _number(request: JsonObject, member: str, allowed: range, default: int) -> int:
    given = request.get(member)
    number = default if given is None else int(given)
    if number not in allowed:
        raise Invalid(f"{member} must be {allowed[0]} to {allowed[-1]}, got {number}.", member=member)
    return number


def _sender(identity: str) -> Sender:
    if is_origination_number(identity):
        return Sender(origination_number=identity)
    if is_sender_id(identity):
        return Sender(sender_id=identity)
    raise Invalid(
        "OriginationIdentity must be a phone number, a short code or a Sender ID.",
        member="OriginationIdentity",
    )


def otp_text(request: OtpRequest, code: str) -> str:
    """Write the message."""
    return TEXTS[request.language].format(code=code, brand=request.brand)


def code_digest(key: str, code: str) -> str:
    """Hash a code with the key that was made for it."""
    return hmac.new(key.encode(), code.encode(), hashlib.sha256).hexdigest()


def is_code(kept: KeptCode, key: str, guess: str) -> bool:
    """Compare a guess with what is kept, in constant time."""
    return hmac.compare_digest(kept.digest, code_digest(key, guess))
