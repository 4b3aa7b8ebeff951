"""Links that stand for one recipient: tokens that carry whom they are for and their own signature.

    <base64url of a JSON list>.<base64url of 20 bytes of HMAC-SHA256>

The list names the signing key, the application, the endpoint, the address and what the message was for. A
token is the whole authority of its link: it opts out and changes preferences of that person and of nobody
else. It does not expire: a message may lie in a mailbox for years, and its link must work.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence

import msgspec

from pinwheel.domain.errors import NotFound

UNSUBSCRIBE_VARIABLE = "UnsubscribeUrl"
PREFERENCES_VARIABLE = "PreferencesUrl"
LIST_UNSUBSCRIBE = "List-Unsubscribe"
LIST_UNSUBSCRIBE_POST = "List-Unsubscribe-Post"
ONE_CLICK = "List-Unsubscribe=One-Click"

LONGEST_TOKEN = 4096
_SIGNATURE_BYTES = 20
_PURPOSE = b"pinwheel-link-1."
_APPLICATION = re.compile(r"[0-9A-Za-z]{1,64}\Z")
_TOKEN = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\Z")


class Recipient(msgspec.Struct, frozen=True, array_like=True):
    """Whom a link is for, and what it was sent for; an endpoint, or an address that belongs to none."""

    application_id: str
    endpoint_id: str
    address: str
    campaign_id: str = ""
    activity_id: str = ""
    treatment_id: str = ""
    journey_id: str = ""


class _Signed(msgspec.Struct, frozen=True, array_like=True):
    key_id: str
    recipient: Recipient


class Unverified(msgspec.Struct, frozen=True):
    """What a token says, before its signature was looked at."""

    key_id: str
    recipient: Recipient
    signed: bytes
    signature: bytes

    def is_signed_by(self, secret: str) -> bool:
        """Compare the signature, in constant time."""
        return hmac.compare_digest(self.signature, _signature(self.signed, secret))


class PersonalLinks(msgspec.Struct, frozen=True):
    """One recipient's links."""

    unsubscribe: str
    preferences: str

    @property
    def variables(self) -> Mapping[str, Sequence[str]]:
        """Give them as what templates may name."""
        return {UNSUBSCRIBE_VARIABLE: [self.unsubscribe], PREFERENCES_VARIABLE: [self.preferences]}


def make_token(recipient: Recipient, *, key_id: str, secret: str) -> str:
    """Sign whom a link is for."""
    payload = _text(msgspec.json.encode(_Signed(key_id, recipient)))
    return f"{payload}.{_text(_signature(payload.encode(), secret))}"


def read_token(token: str) -> Unverified:
    """Take a token apart; nothing in it may be believed yet.

    Raises:
        NotFound: this is no token.
    """
    found = _TOKEN.match(token) if len(token) <= LONGEST_TOKEN else None
    if found is None:
        raise NotFound("This link is not valid.")
    try:
        said = msgspec.json.decode(_bytes(found[1]), type=_Signed)
        signature = _bytes(found[2])
    except (ValueError, msgspec.DecodeError) as error:
        raise NotFound("This link is not valid.") from error
    if _APPLICATION.match(said.recipient.application_id) is None:
        raise NotFound("This link is not valid.")
    return Unverified(said.key_id, said.recipient, found[1].encode(), signature)


def links_of(recipient: Recipient, *, base_url: str, key_id: str, secret: str) -> PersonalLinks:
    """Make the links of one recipient."""
    token = make_token(recipient, key_id=key_id, secret=secret)
    base = base_url.rstrip("/")
    return PersonalLinks(f"{base}/u/{token}", f"{base}/p/{token}")


def one_click_headers(
    headers: Sequence[tuple[str, str]], links: PersonalLinks, *, most: int, longest: int
) -> tuple[tuple[str, str], ...]:
    """Add the headers of RFC 8058, unless the message brings its own or they do not fit."""
    named = {name.lower() for name, _ in headers}
    value = f"<{links.unsubscribe}>"
    taken = {LIST_UNSUBSCRIBE.lower(), LIST_UNSUBSCRIBE_POST.lower()} & named
    if taken or len(headers) + 2 > most or len(value) > longest:
        return tuple(headers)
    return (*headers, (LIST_UNSUBSCRIBE, value), (LIST_UNSUBSCRIBE_POST, ONE_CLICK))


def _signature(signed: bytes, secret: str) -> bytes:
    return hmac.new(secret.encode(), _PURPOSE + signed, hashlib.sha256).digest()[:_SIGNATURE_BYTES]


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if _text(data) != text:
        raise ValueError("not the canonical spelling")
    return data
