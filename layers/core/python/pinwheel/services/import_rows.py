"""Rows of an import file into endpoints and members (spec 02, section 6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pinwheel.domain.endpoint_merge import Refused, merge
from pinwheel.domain.endpoints import Endpoint, endpoint_key
from pinwheel.domain.errors import Invalid
from pinwheel.domain.imports.model import Row, derived_id
from pinwheel.ports.endpoints import EndpointReader, EndpointUpdate, EndpointWriter

Json = dict[str, Any]


@dataclass(slots=True)
class Outcome:
    """What came of some rows: who was imported, on which channels, and what failed by line."""

    members: list[str] = field(default_factory=list)
    channels: dict[str, int] = field(default_factory=dict)
    failures: dict[int, str] = field(default_factory=dict)

    def add(self, endpoint_id: str, channel: str | None) -> None:
        """Take an endpoint in."""
        self.members.append(endpoint_id)
        if channel:
            self.channels[channel] = self.channels.get(channel, 0) + 1

    def refuse(self, line: int, reason: str) -> None:
        """Name a row that is not imported, or not for all endpoints of its user."""
        self.failures.setdefault(line, reason)

    def extend(self, other: Outcome) -> None:
        """Add what came of more rows."""
        self.members += other.members
        self.failures.update(other.failures)
        for channel, count in other.channels.items():
            self.channels[channel] = self.channels.get(channel, 0) + count


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A row that names an endpoint."""

    line: int
    endpoint_id: str
    document: Json

    @property
    def is_complete(self) -> bool:
        """Tell whether the row can make a new endpoint."""
        return bool(self.document.get("ChannelType") and self.document.get("Address"))


@dataclass(frozen=True, slots=True, kw_only=True)
class RowImporter:
    """Imports rows for one job; without `register` endpoints are judged, not stored."""

    application_id: str
    request_id: str
    register: bool
    now: str
    reader: EndpointReader
    writer: EndpointWriter

    def run(self, rows: Sequence[Row]) -> Outcome:
        """Import rows; one that is refused does not stop the others."""
        outcome = Outcome()
        candidates: list[_Candidate] = []
        for row in rows:
            try:
                candidates += self._candidates(row)
            except Invalid as error:
                outcome.refuse(row.line, str(error))
        self._apply(candidates, outcome)
        return outcome

    def _candidates(self, row: Row) -> list[_Candidate]:
        if row.document is None:
            raise Invalid(row.error)
        document = dict(row.document)
        endpoint_id = document.pop("Id", None) or ""
        if not isinstance(endpoint_id, str):
            raise Invalid("Id must be a string.")
        if endpoint_id:
            return [_Candidate(row.line, endpoint_id, document)]
        channel, address, user = (document.get(name) for name in ("ChannelType", "Address", "User"))
        if isinstance(user, Mapping) and user.get("UserId") and not channel and not address:
            return self._of_user(row.line, str(user["UserId"]), document)
        if not channel:
            raise Invalid("Missing ChannelType")
        if not address:
            raise Invalid("Missing Address")
        return [_Candidate(row.line, derived_id(self.application_id, str(channel), str(address)), document)]

    def _of_user(self, line: int, user_id: str, document: Json) -> list[_Candidate]:
        """A row that only names a user stands for all endpoints of that user, which must exist."""
        endpoints = self.reader.of_user(self.application_id, user_id)
        if not endpoints:
            raise Invalid("The user has no endpoint.")
        change = {} if document == {"User": {"UserId": user_id}} else document
        return [_Candidate(line, endpoint.id, change) for endpoint in endpoints]

    def _apply(self, candidates: Sequence[_Candidate], outcome: Outcome) -> None:
        stored = self._stored(candidates)
        accepted = []
        for each in candidates:
            missing = _missing(each, stored)
            if missing:
                outcome.refuse(each.line, missing)
            else:
                accepted.append(each)
        errors = self._register(accepted) if self.register else self._judge(accepted, stored)
        for each, error in zip(accepted, errors, strict=True):
            if error is not None:
                outcome.refuse(each.line, error)
            else:
                outcome.add(each.endpoint_id, _channel(each, stored))

    def _stored(self, candidates: Sequence[_Candidate]) -> Mapping[str, Endpoint]:
        """Read what must be known beforehand: all that is only judged, and what may not exist yet."""
        wanted = [each.endpoint_id for each in candidates if not self.register or not each.is_complete]
        return self.reader.get_many(self.application_id, wanted) if wanted else {}

    def _register(self, candidates: Sequence[_Candidate]) -> list[str | None]:
        """Store what rows say; a row that only names an endpoint is no update, which would re-activate it."""
        updates = [
            EndpointUpdate(each.endpoint_id, each.document, self.request_id)
            for each in candidates
            if each.document
        ]
        results = iter(self.writer.upsert_many(self.application_id, updates) if updates else ())
        return [next(results).error if each.document else None for each in candidates]

    def _judge(self, candidates: Sequence[_Candidate], stored: Mapping[str, Endpoint]) -> list[str | None]:
        return [self._error(each, stored.get(endpoint_key(each.endpoint_id))) for each in candidates]

    def _error(self, candidate: _Candidate, stored: Endpoint | None) -> str | None:
        merged = merge(
            stored,
            candidate.document,
            application_id=self.application_id,
            endpoint_id=candidate.endpoint_id,
            request_id=self.request_id,
            now=self.now,
        )
        return merged.error if isinstance(merged, Refused) else None


def _missing(candidate: _Candidate, stored: Mapping[str, Endpoint]) -> str | None:
    """Say what a new endpoint lacks; in-app messages need no address."""
    if candidate.is_complete or endpoint_key(candidate.endpoint_id) in stored:
        return None
    if not candidate.document.get("ChannelType"):
        return "Missing ChannelType"
    return None if candidate.document["ChannelType"] == "IN_APP" else "Missing Address"


def _channel(candidate: _Candidate, stored: Mapping[str, Endpoint]) -> str | None:
    given = candidate.document.get("ChannelType")
    if given:
        return str(given)
    found = stored.get(endpoint_key(candidate.endpoint_id))
    return None if found is None else found.channel_type
