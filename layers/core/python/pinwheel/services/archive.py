"""The archive of all events: writing it, forgetting people in it, and keeping its files few and big.

A batch of the stream becomes one file per application and day, named by the batch, so that a repeated batch
writes the same file again. Batches that were cut differently, and events that an app sent twice, leave
copies: whoever reads drops them by (endpoint, event ID), and compaction removes them. So readers never need
a lock:

    new file -> note of what it replaces -> an hour later, when nobody reads the old files any more, they go

Whatever stops half-way leaves copies for a while, never a gap.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import msgspec

from pinwheel.domain import keys
from pinwheel.domain.archive import places
from pinwheel.domain.archive.rows import Forgotten, by_day
from pinwheel.domain.errors import NotFound
from pinwheel.domain.events import EventRecord
from pinwheel.domain.times import epoch_millis
from pinwheel.ports.archive import ArchiveFiles
from pinwheel.ports.blobs import Blobs
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Documents
from pinwheel.ports.queue import WorkQueue

FULL_BYTES = 64 * 1024 * 1024
"""A file of this size is left alone; also the most that is merged at once."""
GRACE = timedelta(hours=1)
"""How long a replaced file stays for those who are reading it."""
SETTLED = timedelta(days=2)
"""How long a deleted endpoint stays on the list: its events may still be on their way."""
MARGIN = timedelta(seconds=60)
PAGE = 100

Json = dict[str, Any]


_read_forgotten = msgspec.json.Decoder(Forgotten).decode_lines


def archive_events(batch: str, events: Sequence[EventRecord], *, files: ArchiveFiles, blobs: Blobs) -> int:
    """Write a batch; gives how many files it became."""
    sorted_ = by_day(events)
    for (application_id, day), rows in sorted_.items():
        blobs.put(places.events_file(application_id, day, batch), files.pack(rows))
    return len(sorted_)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compactor:
    """Does what messages on the compactions queue ask for; all of it may be repeated at any time."""

    files: ArchiveFiles
    blobs: Blobs
    documents: Documents
    queue: WorkQueue
    clock: Clock
    keep_days: int

    def work(self, body: Json, deadline: datetime) -> None:
        """Compact one application, or find out which applications there are."""
        application_id = body.get("ApplicationId")
        if application_id is None:
            self._plan(body.get("After"))
            return
        after = body.get("AfterDay", "")
        if not after:
            self._finish(application_id)
        self._compact(application_id, after, deadline, is_clean=body.get("IsClean", True))

    def _plan(self, after: str | None) -> None:
        page = self.documents.list(keys.APPLICATIONS, limit=PAGE, after=after)
        self.queue.send([{"ApplicationId": each.key.key} for each in page.documents])
        if page.after is not None:
            self.queue.send([{"After": page.after}])

    def _finish(self, application_id: str) -> None:
        """Remove files whose successors have stood for a while, then names that no file holds any more."""
        for name in list(self.blobs.names(places.replaced_prefix(application_id))):
            note = msgspec.json.decode(self.blobs.get(name))
            if datetime.fromisoformat(note["At"]) + GRACE <= self.clock.real_now():
                self.blobs.delete([*note["Files"], name])

    def _compact(self, application_id: str, after: str, deadline: datetime, *, is_clean: bool) -> None:
        forgotten = self._forgotten(application_id)
        replaced = self._replaced(application_id)
        names = self.blobs.names(places.events_prefix(application_id))
        oldest = (self.clock.now() - timedelta(days=self.keep_days)).strftime("%Y-%m-%d")
        is_clean = is_clean and not replaced
        for day, found in groupby(names, key=places.day_of):
            own = [name for name in found if name not in replaced]
            if day <= after:
                continue
            if self.keep_days and day < oldest:
                self.blobs.delete(own)
                continue
            is_clean &= not self._compact_day(application_id, day, own, forgotten)
            if self.clock.real_now() + MARGIN > deadline:
                self.queue.send([{"ApplicationId": application_id, "AfterDay": day, "IsClean": is_clean}])
                return
        if forgotten and is_clean:
            self._strike_off(application_id)

    def _compact_day(
        self, application_id: str, day: str, names: Sequence[str], forgotten: Mapping[str, int]
    ) -> bool:
        """Merge what is small, and rewrite what holds somebody who is to be forgotten."""
        is_changed = False
        wanted = [name for name in names if forgotten or not places.is_full(name)]
        for group in self._groups(wanted):
            merged = self.files.merge([data for _, data in group], forgotten)
            if len(group) == 1 and not merged.forgotten:
                continue
            is_changed = True
            self._replace(
                application_id, day, [name for name, _ in group], merged.data if merged.rows else b""
            )
        return is_changed

    def _replace(self, application_id: str, day: str, old: Sequence[str], data: bytes) -> None:
        mark = hashlib.blake2b("\n".join(old).encode(), digest_size=12).hexdigest()
        if data:
            name = f"{places.FULL if len(data) >= FULL_BYTES else 'part-'}{mark}"
            self.blobs.put(places.events_file(application_id, day, name), data)
        note = {"At": self.clock.real_now().isoformat(), "Files": list(old)}
        self.blobs.put(places.replaced_note(application_id, f"{day}-{mark}"), msgspec.json.encode(note))

    def _groups(self, names: Sequence[str]) -> Iterator[list[tuple[str, bytes]]]:
        """Read files in groups of about the size of a full one."""
        group: list[tuple[str, bytes]] = []
        size = 0
        for name in names:
            try:
                data = self.blobs.get(name)
            except NotFound:
                continue
            if group and size + len(data) > FULL_BYTES:
                yield group
                group, size = [], 0
            group.append((name, data))
            size += len(data)
        if group:
            yield group

    def _replaced(self, application_id: str) -> set[str]:
        notes = self.blobs.names(places.replaced_prefix(application_id))
        return {file for name in notes for file in msgspec.json.decode(self.blobs.get(name))["Files"]}

    def _forgotten(self, application_id: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for name in self.blobs.names(places.forgotten_prefix(application_id)):
            for each in _read_forgotten(self.blobs.get(name)):
                found[each.endpoint_key] = max(each.until_millis, found.get(each.endpoint_key, 0))
        return found

    def _strike_off(self, application_id: str) -> None:
        """Drop lists that are old enough, after a round that found nothing of them in any file."""
        settled = epoch_millis(self.clock.now() - SETTLED)
        names = [
            name
            for name in self.blobs.names(places.forgotten_prefix(application_id))
            if all(each.until_millis < settled for each in _read_forgotten(self.blobs.get(name)))
        ]
        self.blobs.delete(names)
