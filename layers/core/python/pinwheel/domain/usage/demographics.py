"""Who the endpoints are: which value a dimension has for each of them (spec 05, section 6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import Invalid

Read = Callable[[Endpoint], Sequence[str]]

DEMOGRAPHIC = (
    "AppVersion", "Locale", "Make", "Model", "ModelVersion", "Platform", "PlatformVersion", "Timezone",
)  # fmt: skip
LOCATION = ("City", "Country", "PostalCode", "Region")
CHANNEL, ATTRIBUTES, USER_ATTRIBUTES = "Channel", "Attributes.", "UserAttributes."
NAMES = "Names"
"""The dimension whose values are names: which attributes and metrics endpoints have at all."""
_METRICS = "Metrics."


@dataclass(frozen=True, slots=True)
class Dimension:
    """How to read the values of a dimension, and which members of an endpoint that takes."""

    name: str
    fields: frozenset[str]
    read: Read


def find_dimension(name: str | None) -> Dimension:
    """Find a dimension by its name.

    Raises:
        Invalid: there is none of this name.
    """
    asked = name or ""
    if asked in DEMOGRAPHIC:
        return _dimension(asked, "demographic", lambda endpoint: _texts(endpoint.demographic.get(asked)))
    if asked in LOCATION:
        return _dimension(asked, "location", lambda endpoint: _texts(endpoint.location.get(asked)))
    if asked == CHANNEL:
        return _dimension(asked, "channel_type", lambda endpoint: _texts(endpoint.channel_type))
    if asked == NAMES:
        return Dimension(asked, frozenset({"attributes", "user_attributes", "metrics", "user_id"}), _names)
    for prefix, member in ((ATTRIBUTES, "attributes"), (USER_ATTRIBUTES, "user_attributes")):
        if asked.startswith(prefix) and len(asked) > len(prefix):
            return _listed(asked, asked.removeprefix(prefix), member)
    raise Invalid(
        f"dimension must be {CHANNEL}, {', '.join(DEMOGRAPHIC + LOCATION)}, {NAMES}, "
        f"Attributes.<name> or UserAttributes.<name>, got '{asked[:60]}'.",
        member="dimension",
    )


def _dimension(name: str, member: str, read: Read) -> Dimension:
    return Dimension(name, frozenset({member, "user_id"}), read)


def _listed(name: str, attribute: str, member: str) -> Dimension:
    def read(endpoint: Endpoint) -> Sequence[str]:
        values: dict[str, list[str]] = getattr(endpoint, member)
        # The same value twice is one value of the endpoint.
        return list(dict.fromkeys(values.get(attribute, ())))

    return _dimension(name, member, read)


def _names(endpoint: Endpoint) -> Sequence[str]:
    return (
        *(f"{ATTRIBUTES}{name}" for name in endpoint.attributes),
        *(f"{USER_ATTRIBUTES}{name}" for name in endpoint.user_attributes),
        *(f"{_METRICS}{name}" for name in endpoint.metrics),
    )


def _texts(value: object) -> Sequence[str]:
    return (str(value),) if value not in {None, ""} else ()


@dataclass(slots=True)
class Population:
    """Endpoints by value; `users` holds who they belong to, for as long as everybody is counted."""

    examined: int = 0
    missing: int = 0
    endpoints: Counter[str] = field(default_factory=Counter)
    users: dict[str | None, set[str]] = field(default_factory=dict)

    def add(self, endpoint: Endpoint, values: Sequence[str]) -> None:
        """Count one endpoint: in each of its values, or among those that have none."""
        self.examined += 1
        self.missing += not values
        self.endpoints.update(values)
        if endpoint.user_id is not None:
            for value in (*values, None):
                self.users.setdefault(value, set()).add(endpoint.user_id)

    def merge(self, other: Population) -> None:
        """Add what another reader counted."""
        self.examined += other.examined
        self.missing += other.missing
        self.endpoints.update(other.endpoints)
        for value, users in other.users.items():
            self.users.setdefault(value, set()).update(users)
