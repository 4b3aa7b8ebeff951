"""The keys door: a request comes in if a key that we issued signed it and may do what it asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pinwheel.api.routing import Reading
from pinwheel.api.signature import INVALID, Request, is_signed, read_claim, require_fresh
from pinwheel.domain.access_keys import AccessKey, require_permission
from pinwheel.domain.errors import Forbidden
from pinwheel.ports.clock import Clock
from pinwheel.services.key_ring import KeyRing
from pinwheel.shapes.description import OperationShape

_APPLICATION_OF_ARN = re.compile(r"arn:[^:]+:mobiletargeting:[^:]*:[^:]*:apps/([^/]+)(/.*)?")


def enter(
    request: Request, readings: Sequence[Reading], *, ring: KeyRing, clock: Clock
) -> tuple[AccessKey, Reading]:
    """Find the key that signed a request, and the reading of its path that the signature confirms.

    Raises:
        Forbidden: the signature is missing, malformed, stale, wrong, or made with a key that is not good.
    """
    claim = read_claim(request)
    require_fresh(claim, now=clock.real_now())
    opened = ring.find(claim.access_key_id)
    if opened is None:
        raise Forbidden("The access key is invalid.", code="UnrecognizedClientException")
    for reading in readings:
        if is_signed(request, claim, path=reading.sent, secrets=opened.secrets):
            return opened.key, reading
    raise Forbidden(
        "The signature does not match. Check the secret key and the signing method.", code=INVALID
    )


def permit(key: AccessKey, route: OperationShape, labels: Mapping[str, str]) -> None:
    """Refuse what a key may not do.

    Raises:
        Forbidden: it may not.
    """
    require_permission(key, route.name, route.method, _application(labels))


def _application(labels: Mapping[str, str]) -> str | None:
    """Name the application that a path concerns, by its own label or within an ARN."""
    if arn := _APPLICATION_OF_ARN.fullmatch(labels.get("ResourceArn", "")):
        return arn[1]
    return labels.get("ApplicationId")
