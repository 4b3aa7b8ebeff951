"""Verify AWS Signature Version 4 of a request, in its header form and its query-string form.

Pinpoint's clients sign for the service `mobiletargeting` and any Region. What may vary between gateways is
tried (which path was sent, see `routing.py`); all else is strict: the body's hash is computed from the body
that arrived, `host` and the date must be signed, and a signature is good for five minutes of real time.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote, unquote

from pinwheel.domain.errors import Forbidden

ALGORITHM = "AWS4-HMAC-SHA256"
SERVICE = "mobiletargeting"
TERMINATOR = "aws4_request"
TOLERANCE = timedelta(seconds=300)
"""How old or early a signature may be by real time (spec 09)."""

INCOMPLETE = "IncompleteSignatureException"
INVALID = "InvalidSignatureException"

_HEADER = re.compile(
    rf"{ALGORITHM} +Credential=(?P<credential>[^\s,]+) *, *"
    r"SignedHeaders=(?P<signed>[^\s,]+) *, *Signature=(?P<signature>[0-9a-f]{64})"
)
_SIGNATURE = re.compile(r"[0-9a-f]{64}")
_DATE = re.compile(r"[0-9]{8}T[0-9]{6}Z")


@dataclass(frozen=True, slots=True)
class Request:
    """What was received, before anything was believed of it. Header names are in lower case."""

    method: str
    query: str
    """The raw query string."""
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Claim:
    """A signature as the request states it, not yet verified."""

    access_key_id: str
    scope: str
    """`<day>/<Region>/mobiletargeting/aws4_request`."""
    signed_headers: tuple[str, ...]
    timestamp: str
    signature: str
    expires: timedelta | None = None
    """Query-string form only: how long the caller wants it to be good."""


def read_claim(request: Request) -> Claim:
    """Take the claim from the headers or the query string.

    Raises:
        Forbidden: there is none, or it is malformed or for another service; the code says which.
    """
    if authorization := request.headers.get("authorization"):
        claim = _header_claim(authorization, request.headers)
    else:
        claim = _query_claim(_pairs(request.query))
    day, _, rest = claim.scope.partition("/")
    region, _, service = rest.partition("/")
    if not region or service != f"{SERVICE}/{TERMINATOR}":
        raise Forbidden(f"Credential should be scoped to the service '{SERVICE}'.", code=INVALID)
    if not _DATE.fullmatch(claim.timestamp):
        raise Forbidden("The request's date must look like 20260101T000000Z.", code=INCOMPLETE)
    if not claim.timestamp.startswith(f"{day}T"):
        raise Forbidden("The date in the credential scope does not match the request's date.", code=INVALID)
    if "host" not in claim.signed_headers or list(claim.signed_headers) != sorted(set(claim.signed_headers)):
        raise Forbidden("SignedHeaders must be sorted and name 'host'.", code=INCOMPLETE)
    return claim


def require_fresh(claim: Claim, *, now: datetime) -> None:
    """Refuse a claim that is too old or from the future; `now` is real time.

    Raises:
        Forbidden: it is.
    """
    try:
        made = datetime.fromisoformat(claim.timestamp)
    except ValueError:
        raise Forbidden("The request's date does not exist.", code=INCOMPLETE) from None
    good = TOLERANCE if claim.expires is None else min(claim.expires, TOLERANCE)
    if now - made > good:
        raise Forbidden(f"Signature expired: {claim.timestamp} is too old.", code=INVALID)
    if made - now > TOLERANCE:
        raise Forbidden(f"Signature not yet current: {claim.timestamp} is in the future.", code=INVALID)


def is_signed(request: Request, claim: Claim, *, path: str, secrets: Iterable[str]) -> bool:
    """Tell whether one of the secrets made the claim's signature over the request, sent to `path`."""
    canonical = _canonical_request(request, claim, path)
    if canonical is None:
        return False
    text = f"{ALGORITHM}\n{claim.timestamp}\n{claim.scope}\n{_sha256(canonical.encode())}"
    # Every secret is tried, so that the time taken does not tell which one fits.
    matches = [hmac.compare_digest(_sign(secret, claim.scope, text), claim.signature) for secret in secrets]
    return any(matches)


def _header_claim(authorization: str, headers: Mapping[str, str]) -> Claim:
    found = _HEADER.fullmatch(authorization.strip())
    if found is None:
        raise Forbidden("The Authorization header is not a complete AWS4-HMAC-SHA256 one.", code=INCOMPLETE)
    key, _, scope = found["credential"].partition("/")
    signed = tuple(found["signed"].split(";"))
    if "x-amz-date" not in signed or "x-amz-date" not in headers:
        raise Forbidden("The header 'x-amz-date' must be present and signed.", code=INCOMPLETE)
    return Claim(key, scope, signed, headers["x-amz-date"].strip(), found["signature"])


def _query_claim(pairs: list[tuple[str, str]]) -> Claim:
    sent = [(name, unquote(value)) for name, value in pairs if name.startswith("X-Amz-")]
    values = dict(sent)
    if "X-Amz-Signature" not in values:
        raise Forbidden("Missing Authentication Token", code="MissingAuthenticationTokenException")
    key, _, scope = values.get("X-Amz-Credential", "").partition("/")
    seconds = values.get("X-Amz-Expires", "")
    if (
        len(values) != len(sent)
        or values.get("X-Amz-Algorithm") != ALGORITHM
        or not re.fullmatch(r"[1-9][0-9]{0,5}", seconds)
        or not _SIGNATURE.fullmatch(values["X-Amz-Signature"])
    ):
        raise Forbidden("The signature's query parameters are incomplete.", code=INCOMPLETE)
    return Claim(
        access_key_id=key,
        scope=scope,
        signed_headers=tuple(values.get("X-Amz-SignedHeaders", "").split(";")),
        timestamp=values.get("X-Amz-Date", ""),
        signature=values["X-Amz-Signature"],
        expires=timedelta(seconds=int(seconds)),
    )


def _canonical_request(request: Request, claim: Claim, path: str) -> str | None:
    """Spell the request as signers do; None when a header that should be signed did not arrive."""
    if any(name not in request.headers for name in claim.signed_headers):
        return None
    headers = "".join(f"{name}:{' '.join(request.headers[name].split())}\n" for name in claim.signed_headers)
    own = None if claim.expires is None else "X-Amz-Signature"
    pairs = [(name, value) for name, value in _pairs(request.query) if name != own]
    query = "&".join(f"{name}={value}" for name, value in sorted(pairs))
    parts = (
        request.method,
        quote(path, safe="/-._~"),
        query,
        headers,
        ";".join(claim.signed_headers),
        _sha256(request.body),
    )
    return "\n".join(parts)


def _pairs(query: str) -> list[tuple[str, str]]:
    """Take a raw query string apart, each name and value encoded in the one way that signatures know."""
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    return [(_normal(name), _normal(value)) for name, _, value in pairs]


def _normal(text: str) -> str:
    return quote(unquote(text), safe="-._~")


def _sign(secret: str, scope: str, text: str) -> str:
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.digest(key, text.encode(), "sha256").hex()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
