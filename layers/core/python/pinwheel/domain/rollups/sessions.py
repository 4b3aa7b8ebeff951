"""Counting sessions by the five-second rule, whatever order their events come in (spec 05, section 6).

A `_session.start` that follows a `_session.stop` of its endpoint by at most five seconds continues the
session. Each endpoint's last boundaries are kept with the place in the stream that brought them. An event
is judged by those that came before it in the stream, so that a replay judges it the same: a start that
finds such a stop counts nothing, a stop that finds a start which was counted, and which it shows to be a
continuation, takes it back.
"""

from __future__ import annotations

import msgspec

INTERRUPTION_MILLIS = 5_000
MOST_BOUNDARIES = 64
KEPT_SECONDS = 24 * 3600


class Boundary(msgspec.Struct, array_like=True):
    """A start or stop: its own time in milliseconds, and where in the stream it came."""

    millis: int
    is_start: bool
    sequence: str
    index: int
    arrived: int
    is_counted: bool = False
    taken_back: tuple[str, int] | None = None
    """Which stop showed this start to be a continuation."""


_decode = msgspec.msgpack.Decoder(list[Boundary]).decode
_encode = msgspec.msgpack.Encoder().encode


class Sessions:
    """The boundaries of one endpoint while a batch of records is examined."""

    def __init__(self, data: bytes = b"") -> None:
        """Read what is stored."""
        self._known = _decode(data) if data else []
        self.changed = False

    def judge(
        self, millis: int, *, is_start: bool, sequence: int, index: int, arrived: int
    ) -> tuple[int, int]:
        """Tell by how much a boundary changes the number of sessions, and at which instant they began."""
        place = (str(sequence), index)
        if is_start:
            return self._start(millis, place, sequence, arrived)
        return self._stop(millis, place, sequence, arrived)

    def _start(self, millis: int, place: tuple[str, int], sequence: int, arrived: int) -> tuple[int, int]:
        mine = self._find(place)
        if mine is None:
            is_counted = not any(
                0 <= millis - each.millis <= INTERRUPTION_MILLIS
                for each in self._known
                if not each.is_start and _is_before(each, sequence, place[1])
            )
            mine = Boundary(millis, True, *place, arrived, is_counted)
            self._keep(mine)
        return int(mine.is_counted), millis

    def _stop(self, millis: int, place: tuple[str, int], sequence: int, arrived: int) -> tuple[int, int]:
        for each in self._known:
            if each.is_start and each.taken_back == place:
                return -1, each.millis
        if self._find(place) is not None:
            return 0, millis
        self._keep(Boundary(millis, False, *place, arrived))
        for each in self._known:
            follows = each.is_start and 0 <= each.millis - millis <= INTERRUPTION_MILLIS
            is_open = each.is_counted and each.taken_back is None
            if follows and is_open and _is_before(each, sequence, place[1]):
                each.taken_back = place
                return -1, each.millis
        return 0, millis

    def _find(self, place: tuple[str, int]) -> Boundary | None:
        return next((each for each in self._known if (each.sequence, each.index) == place), None)

    def _keep(self, boundary: Boundary) -> None:
        self._known.append(boundary)
        self.changed = True

    @property
    def expires_at(self) -> int:
        """Epoch second from which no boundary matters any more."""
        return max((each.arrived for each in self._known), default=0) + KEPT_SECONDS

    def dump(self) -> bytes:
        """Write the boundaries that still matter; nothing where there are none."""
        if not self._known:
            return b""
        oldest = self.expires_at - 2 * KEPT_SECONDS
        return _encode([each for each in self._known if each.arrived > oldest][-MOST_BOUNDARIES:])


def _is_before(boundary: Boundary, sequence: int, index: int) -> bool:
    return (int(boundary.sequence), boundary.index) < (sequence, index)
