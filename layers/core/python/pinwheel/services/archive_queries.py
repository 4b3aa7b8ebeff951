"""Questions to the archive: ask, wait a while, answer at once or say where the answer will be.

What is slow is not asked again: its ID leads to the answer for a day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from pinwheel.domain import keys
from pinwheel.domain.archive import places
from pinwheel.domain.archive.sql import EventFilter, Period
from pinwheel.domain.campaigns.local_time import known_zone
from pinwheel.domain.endpoints import BUCKETS, Endpoint, endpoint_key
from pinwheel.domain.errors import Invalid, NotFound, Unavailable
from pinwheel.domain.funnels import answers
from pinwheel.domain.funnels.cohorts import Cohorts, cohorts_sql
from pinwheel.domain.funnels.funnel import BreakDown, Funnel, funnel_sql
from pinwheel.domain.funnels.paths import Adoption, Paths, adoption_sql, history_sql, paths_sql
from pinwheel.domain.funnels.requests import (
    AdoptionRequest,
    BreakDownRequest,
    CohortsRequest,
    FunnelRequest,
    PathsRequest,
    event_filter,
    period,
)
from pinwheel.domain.segments.model import Rule, SegmentDefinition
from pinwheel.domain.usage.after_messages import after_messages_answer
from pinwheel.domain.usage.event_report import event_report_answer
from pinwheel.domain.usage.heatmap import Heatmap, heatmap_answer, heatmap_sql, offsets_of
from pinwheel.ports.blobs import Blobs
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Documents, Put
from pinwheel.ports.ids import Ids
from pinwheel.ports.query import QueryEngine, Row
from pinwheel.services.audience import AudienceReader, load_segment

PATIENCE_SECONDS = 18.0
"""How long a call waits for its answer; API Gateway waits for 30 seconds."""
FIRST_PAUSE_SECONDS = 0.05
LONGEST_PAUSE_SECONDS = 1.0
KEPT = timedelta(days=1)
MAXIMUM_MEMBERS = 200_000
"""Members of all segments of a question: they are written down for it while the caller waits."""
HISTORY_ROWS = 1000
HISTORY_DAYS = 366

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Later:
    """The answer is not there yet; `GET .../queries/{Id}` will have it."""

    body: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveQueries:
    """Asks the archive; `segments` is the segments table."""

    engine: QueryEngine
    documents: Documents
    segments: Documents
    audience: AudienceReader
    blobs: Blobs
    clock: Clock
    ids: Ids
    sleep: Callable[[float], None]

    def funnel(self, application_id: str, request: FunnelRequest) -> Json | Later:
        """Count who went through steps."""
        query_id = self.ids.new_id()
        funnel = Funnel(
            application_id,
            tuple(event_filter(step) for step in request.Steps),
            request.WindowSeconds,
            self._period(request.Start, request.End),
            self._break_down(application_id, query_id, request.BreakDown),
        )
        return self._ask(application_id, query_id, "funnel", funnel_sql(funnel), request)

    def cohorts(self, application_id: str, request: CohortsRequest) -> Json | Later:
        """Make a retention table."""
        first = event_filter(request.Event)
        back = first if request.ReturnEvent is None else event_filter(request.ReturnEvent)
        asked = self._period(request.Start, request.End)
        sql = cohorts_sql(Cohorts(application_id, first, back, request.Period, request.Periods, asked))
        return self._ask(application_id, self.ids.new_id(), "cohorts", sql, request)

    def paths(self, application_id: str, request: PathsRequest) -> Json | Later:
        """Find the most common next steps."""
        paths = Paths(
            application_id,
            None if request.From is None else event_filter(request.From),
            request.Depth,
            request.WindowSeconds,
            self._period(request.Start, request.End),
            request.Limit,
            None if request.EventTypes is None else tuple(request.EventTypes),
        )
        return self._ask(application_id, self.ids.new_id(), "paths", paths_sql(paths), request)

    def adoption(self, application_id: str, request: AdoptionRequest) -> Json | Later:
        """Count who of some segments did something."""
        query_id = self.ids.new_id()
        segments = tuple(dict.fromkeys(request.SegmentIds))
        self._write_members(application_id, query_id, segments)
        asked = self._period(request.Start, request.End)
        sql = adoption_sql(Adoption(application_id, query_id, segments, event_filter(request.Event), asked))
        return self._ask(application_id, query_id, "adoption", sql, request)

    def history(self, application_id: str, endpoint_id: str, days: int) -> Json | Later:
        """List the events of one endpoint, newest first."""
        if not 1 <= days <= HISTORY_DAYS:
            raise Invalid(f"days must be 1 to {HISTORY_DAYS}.", member="days")
        # What happens at this moment belongs to it.
        end = self.clock.now() + timedelta(hours=1)
        asked = Period(end - timedelta(days=days, hours=1), end)
        sql = history_sql(application_id, endpoint_key(endpoint_id), asked, HISTORY_ROWS)
        return self._ask(application_id, self.ids.new_id(), "history", sql, None)

    def ask(self, application_id: str, kind: str, sql: str, asked: Json) -> Json | Later:
        """Ask what a report needs; `asked` is what telling its answer takes."""
        return self._ask(application_id, self.ids.new_id(), kind, sql, asked)

    def local_hours(self, application_id: str, event: EventFilter, asked: Period) -> Json | Later:
        """Count events by weekday and hour on the clocks of the endpoints that they come from.

        Raises:
            Invalid: more endpoints have a zone than a call can write down.
        """
        query_id = self.ids.new_id()
        zones = self._write_zones(application_id, query_id)
        offsets = tuple(each for zone in zones for each in offsets_of(zone, asked))
        sql = heatmap_sql(Heatmap(application_id, event, asked, query_id, offsets))
        return self._ask(application_id, query_id, "local-hours", sql, {"EventType": event.event_type})

    def result(self, application_id: str, query_id: str) -> Json | Later:
        """Give the answer of a question that took longer.

        Raises:
            NotFound: nobody asked it, or longer ago than a day.
        """
        found = self.documents.get(keys.archive_query(application_id, query_id))
        if found is None:
            raise NotFound(f"There is no question '{query_id}'.")
        body = found.body
        return self._answer(query_id, body["Kind"], body["Answer"], body["Request"], patience=0.0)

    def _period(self, start: str | None, end: str | None) -> Period:
        return period(start, end, now=self.clock.now() + timedelta(milliseconds=1))

    def _break_down(
        self, application_id: str, query_id: str, asked: str | BreakDownRequest | None
    ) -> BreakDown | None:
        if asked is None:
            return None
        if isinstance(asked, str):
            return BreakDown(attribute=asked)
        if (asked.Attribute is None) == (asked.SegmentIds is None):
            raise Invalid("BreakDown takes Attribute or SegmentIds, one of the two.", member="BreakDown")
        if asked.SegmentIds is None:
            return BreakDown(attribute=asked.Attribute)
        segments = tuple(dict.fromkeys(asked.SegmentIds))
        self._write_members(application_id, query_id, segments)
        return BreakDown(query_id=query_id, segments=segments)

    def _write_members(self, application_id: str, query_id: str, segments: Sequence[str]) -> None:
        """Write down who is in the segments now, for the engine to read; gone after a day.

        Raises:
            NotFound: there is no such segment.
            Invalid: they have more members than a call can write down.
        """
        room = MAXIMUM_MEMBERS
        for segment_id in segments:
            members = self._members(application_id, segment_id, room)
            room -= len(members)
            lines = [{"segment_id": segment_id, "endpoint_key": each} for each in members]
            name = places.members_file(query_id, segment_id)
            self.blobs.put(name, msgspec.json.Encoder().encode_lines(lines))

    def _write_zones(self, application_id: str, query_id: str) -> list[ZoneInfo]:
        """Write down which endpoints have which zone, as members of segments that are named by zones."""
        everybody = SegmentDefinition(application_id, "", 1, Rule())
        found: dict[str, list[str]] = {}
        for number, endpoint in enumerate(self._everyone(everybody, frozenset({"demographic"}))):
            if number >= MAXIMUM_MEMBERS:
                raise Invalid(
                    f"The application has more than {MAXIMUM_MEMBERS} endpoints; ask with time=utc.",
                    member="time",
                )
            zone = known_zone(endpoint.demographic.get("Timezone"))
            if zone is not None:
                found.setdefault(zone.key, []).append(endpoint_key(endpoint.id))
        lines = [
            {"segment_id": zone, "endpoint_key": each} for zone, members in found.items() for each in members
        ]
        if lines:
            name = places.members_file(query_id, "zones")
            self.blobs.put(name, msgspec.json.Encoder().encode_lines(lines))
        return [ZoneInfo(zone) for zone in sorted(found)]

    def _everyone(self, definition: SegmentDefinition, fields: frozenset[str]) -> Iterator[Endpoint]:
        now = self.clock.now()
        for bucket in range(BUCKETS):
            after: str | None = None
            while True:
                page = self.audience.page(definition, bucket, after=after, now=now, fields=fields)
                yield from page.endpoints
                after = page.after
                if after is None:
                    break

    def _members(self, application_id: str, segment_id: str, room: int) -> list[str]:
        definition = load_segment(application_id, segment_id, documents=self.segments)
        members: list[str] = []
        for endpoint in self._everyone(definition, frozenset()):
            members.append(endpoint_key(endpoint.id))
            if len(members) > room:
                raise Invalid(
                    f"The segments have more than {MAXIMUM_MEMBERS} members; break down by attribute.",
                    member="SegmentIds",
                )
        return members

    def _ask(self, application_id: str, query_id: str, kind: str, sql: str, request: Any) -> Json | Later:
        answer_id = self.engine.start(sql)
        asked = msgspec.to_builtins(request) if request is not None else {}
        answer = self._answer(query_id, kind, answer_id, asked, patience=PATIENCE_SECONDS)
        if isinstance(answer, Later):
            body = {"Kind": kind, "Answer": answer_id, "Request": asked}
            expires_at = int((self.clock.real_now() + KEPT).timestamp())
            self.documents.write(
                [Put(keys.archive_query(application_id, query_id), body, expires_at=expires_at)]
            )
        return answer

    def _answer(
        self, query_id: str, kind: str, answer_id: str, asked: Json, *, patience: float
    ) -> Json | Later:
        deadline = self.clock.real_now() + timedelta(seconds=patience)
        pause = FIRST_PAUSE_SECONDS
        while not self.engine.is_done(answer_id):
            if self.clock.real_now() + timedelta(seconds=pause) > deadline:
                return Later({"Id": query_id, "Status": "RUNNING"})
            self.sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE_SECONDS)
        return {"Id": query_id, "Status": "SUCCEEDED", **_told(kind, self.engine.rows(answer_id), asked)}


def _told(kind: str, rows: list[Row], asked: Json) -> Json:
    match kind:
        case "funnel":
            return answers.funnel_answer(rows, msgspec.convert(asked, FunnelRequest))
        case "cohorts":
            return answers.cohorts_answer(rows, asked.get("Period", "WEEK"))
        case "paths":
            return answers.paths_answer(rows)
        case "adoption":
            return answers.adoption_answer(rows, list(dict.fromkeys(asked["SegmentIds"])))
        case "history":
            return answers.history_answer(rows)
        case "event-report":
            return event_report_answer(rows, asked)
        case "local-hours":
            return heatmap_answer(rows, asked)
        case "after-messages":
            return after_messages_answer(rows)
        case _:
            raise Unavailable(f"Nobody knows how to tell the answer to '{kind}'.")
