"""Where a variable's value comes from (spec 04, section 8).

Highest first: the recipient's substitutions, the message's, the endpoint's own data, the template's defaults.
Substitutions are looked up by the whole name first, then by ever shorter beginnings of the path with the rest
followed inside. A path is prepared once, when a template is compiled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.templates.values import present, walk

Substitutions = Mapping[str, Any]
FromEndpoint = Callable[[Endpoint], Any]


class Sources(msgspec.Struct, frozen=True):
    """What is known when a message is compiled."""

    message: Substitutions = {}
    defaults: Substitutions = {}


class Lookup(msgspec.Struct, frozen=True):
    """How one variable is found: `constant` from the message beats the endpoint, `default` is last."""

    candidates: tuple[tuple[str, tuple[str, ...]], ...]
    constant: Any
    from_endpoint: FromEndpoint | None
    default: Any

    def find(self, endpoint: Endpoint, recipient: Substitutions | None) -> Any:
        """Find the value; None when there is none."""
        if recipient:
            value = search(recipient, self.candidates)
            if value is not None:
                return value
        if self.constant is not None:
            return self.constant
        if self.from_endpoint is not None:
            value = self.from_endpoint(endpoint)
            if value is not None:
                return value
        return self.default


def lookup(original: str, parts: Sequence[str], sources: Sources) -> Lookup:
    """Prepare the search for one path."""
    candidates = _candidates(original, tuple(parts))
    return Lookup(
        candidates=candidates,
        constant=search(sources.message, candidates),
        from_endpoint=_from_endpoint(tuple(parts)),
        default=search(sources.defaults, candidates),
    )


def search(substitutions: Substitutions, candidates: Sequence[tuple[str, tuple[str, ...]]]) -> Any:
    """Look a name up in substitutions."""
    for key, rest in candidates:
        if key in substitutions:
            value = walk(substitutions[key], rest)
            if value is not None:
                return value
    return None


def _candidates(original: str, parts: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found = {original: ()} | {".".join(parts[:n]): parts[n:] for n in range(len(parts), 0, -1)}
    return tuple(found.items())


_MEMBERS: dict[str, FromEndpoint] = {
    "Address": lambda endpoint: endpoint.address,
    "ChannelType": lambda endpoint: endpoint.channel_type,
    "CreationDate": lambda endpoint: endpoint.creation_date or None,
    "EffectiveDate": lambda endpoint: endpoint.effective_date or None,
    "EndpointStatus": lambda endpoint: endpoint.endpoint_status,
    "Id": lambda endpoint: endpoint.id or None,
    "OptOut": lambda endpoint: endpoint.opt_out,
    "RequestId": lambda endpoint: endpoint.request_id or None,
}

_GROUPS: dict[tuple[str, ...], Callable[[Endpoint], Mapping[str, Any]]] = {
    ("Attributes",): lambda endpoint: endpoint.attributes,
    ("Metrics",): lambda endpoint: endpoint.metrics,
    ("Demographic",): lambda endpoint: endpoint.demographic,
    ("Location",): lambda endpoint: endpoint.location,
    ("User", "UserAttributes"): lambda endpoint: endpoint.user_attributes,
}


def _attribute(name: str) -> FromEndpoint:
    return lambda endpoint: endpoint.attributes.get(name) or None


def _user_attribute(name: str) -> FromEndpoint:
    return lambda endpoint: endpoint.user_attributes.get(name) or None


def _from_endpoint(parts: tuple[str, ...]) -> FromEndpoint | None:
    """Choose how a path is read from an endpoint; None when it names nothing of it."""
    if len(parts) == 1 and parts[0] in _MEMBERS:
        return _MEMBERS[parts[0]]
    if parts == ("User", "UserId"):
        return lambda endpoint: endpoint.user_id
    # The two kinds that most variables are have the shortest way.
    if len(parts) == 2 and parts[0] == "Attributes":
        return _attribute(parts[1])
    if len(parts) == 3 and parts[:2] == ("User", "UserAttributes"):
        return _user_attribute(parts[2])
    for prefix, group in _GROUPS.items():
        if parts[: len(prefix)] == prefix:
            return _in_group(group, parts[len(prefix) :])
    return None


def _in_group(group: Callable[[Endpoint], Mapping[str, Any]], rest: tuple[str, ...]) -> FromEndpoint:
    match rest:
        case ():
            return lambda endpoint: present(group(endpoint))
        case (name,):
            return lambda endpoint: present(group(endpoint).get(name))
        case _:
            return lambda endpoint: walk(group(endpoint), rest)
