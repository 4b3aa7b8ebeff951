"""Access keys that Pinwheel issues for its keys door, and what each of them may do.

Rights: `read` is every operation that only looks; `ingest` is what an app in a customer's hand needs (update
its endpoint, report events, fetch its in-app messages); `write` is everything but the keys, `admin` the keys.
A key may be bound to some applications; then it cannot touch what belongs to the account.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pinwheel.domain.errors import Forbidden


class Right(StrEnum):
    """What a key may do."""

    READ = "read"
    INGEST = "ingest"
    WRITE = "write"
    ADMIN = "admin"


ASKING = frozenset(
    {
        "EstimateDraft",
        "LintTemplate",
        "PlanExperiment",
        "PreviewTemplate",
        "QueryAdoption",
        "QueryCohorts",
        "QueryFunnel",
        "QueryPaths",
    }
)
"""Questions that are too long for a path; they change nothing."""
INGESTING = frozenset({"GetInAppMessages", "PutEvents", "UpdateEndpoint", "UpdateEndpointsBatch"})
KEY_OPERATIONS = frozenset({"CreateAccessKey", "ListAccessKeys", "RevokeAccessKey", "RotateAccessKey"})
FILTERED = frozenset({"GetApps"})
"""Account-wide operations that show a bound key only its own applications."""


@dataclass(frozen=True, slots=True)
class Secret:
    """An encrypted secret; `expires` is when a replaced one stops being good."""

    ciphertext: str
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class AccessKey:
    """An issued key. `applications` is None for all; the newest secret comes first."""

    access_key_id: str
    name: str
    rights: frozenset[Right]
    applications: frozenset[str] | None
    secrets: tuple[Secret, ...]
    created: datetime
    rotated: datetime | None = None
    revoked: datetime | None = None

    def good_secrets(self, now: datetime) -> tuple[Secret, ...]:
        """Give the secrets that a signature may be made with; none once the key is revoked."""
        if self.revoked is not None:
            return ()
        return tuple(secret for secret in self.secrets if secret.expires is None or now < secret.expires)


def sufficient_rights(operation: str, method: str) -> frozenset[Right]:
    """Name the rights of which one is enough for an operation."""
    if operation in KEY_OPERATIONS:
        return frozenset({Right.ADMIN})
    rights = {Right.WRITE}
    if method == "GET" or operation in ASKING:
        rights.add(Right.READ)
    if operation in INGESTING:
        rights.add(Right.INGEST)
    return frozenset(rights)


def require_permission(key: AccessKey, operation: str, method: str, application_id: str | None) -> None:
    """Refuse an operation that a key may not do; `application_id` is None for what belongs to the account.

    Raises:
        Forbidden: the key lacks the right, or is bound to other applications.
    """
    if not key.rights & sufficient_rights(operation, method):
        raise Forbidden(f"The access key has no right to {operation}.")
    if key.applications is None or operation in FILTERED:
        return
    if application_id not in key.applications:
        raise Forbidden(f"The access key is bound to other applications than {operation} concerns.")
