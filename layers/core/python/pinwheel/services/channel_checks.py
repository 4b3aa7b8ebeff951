"""Whether what a channel is set up with stands with its provider (extension API)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.arns import Place
from pinwheel.domain.errors import Unavailable
from pinwheel.ports.documents import Documents
from pinwheel.ports.email import EmailStanding
from pinwheel.services.applications import require_application

_IDENTITY = re.compile(r"arn:[a-z-]+:ses:([a-z0-9-]+):([0-9]{12}):identity/(.+)")


def channel_checks(
    application_id: str, *, documents: Documents, standing: EmailStanding, place: Place
) -> dict[str, Any]:
    """Tell by channel what its provider says; absent is what is not set up, or could not be asked.

    Raises:
        NotFound: there is no such application.
    """
    require_application(application_id, documents=documents)
    channel = documents.get(keys.channel(application_id, "EMAIL"))
    if channel is None:
        return {}
    identity = own_identity(channel.body["Identity"], place)
    checks = {
        "IdentityVerified": None if identity is None else _asked(lambda: standing.is_verified(identity)),
        "InSandbox": _asked(standing.is_in_sandbox),
    }
    return {"EMAIL": {name: answer for name, answer in checks.items() if answer is not None}}


def own_identity(text: str, place: Place) -> str | None:
    """Give the address or domain that an identity names; None for another account's or Region's."""
    found = _IDENTITY.fullmatch(text)
    if found is None:
        return None if text.startswith("arn:") else text
    region, account_id, identity = found.groups()
    return identity if (region, account_id) == (place.region, place.account_id) else None


def _asked(question: Callable[[], bool]) -> bool | None:
    try:
        return question()
    except Unavailable:
        return None
