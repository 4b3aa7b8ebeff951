"""Requests that may come twice and must act once (spec 04; an extension: Pinpoint had no such key).

    look for an answer -> get all ready -> claim, right before the first message leaves -> keep the answer

A repetition gets the answer that was kept; where nothing could be done at the time, it acts. One that comes
while the first is at work waits for it, then is
told to come again. Where the first died after its claim nobody knows what it sent: the repetition sends
nothing and says so.
"""

from __future__ import annotations

import base64
import hashlib
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec

from pinwheel.domain import keys
from pinwheel.domain.errors import Conflict, Invalid, PinwheelError
from pinwheel.domain.keys import DocumentKey
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import ABSENT, ANY, Delete, Document, Documents, Put

HEADERS = ("x-pinwheel-idempotency-key", "idempotency-key")
"""What a caller names a request by; the first that is there."""
SDK_HEADER = "amz-sdk-invocation-id"
"""What AWS's SDKs send: the same for all attempts of one call, so that their own retries act once."""
LONGEST_KEY = 255
KEPT = timedelta(hours=24)
KEPT_FOR_SDK = timedelta(hours=1)
"""SDKs give up after minutes."""
AT_WORK_SECONDS = 35.0
"""Longer than a function runs; after that it died."""
WAIT_SECONDS = 6.0
LOOK_EVERY_SECONDS = 0.25
LARGEST_ANSWER = 300_000
"""Most characters of a kept answer; the store takes 400 KB."""

Answer = dict[str, Any]
Headers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RequestName:
    """What a request is known by, what it asked for, and how long it is remembered."""

    place: DocumentKey
    fingerprint: str
    kept: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What remembering takes."""

    documents: Documents
    clock: Clock
    sleep: Callable[[float], None]


class _AlreadyClaimedError(Exception):
    """Another attempt of the same request was quicker."""


def request_name(
    application_id: str, operation: str, headers: Headers, *, identity: str, body: bytes
) -> RequestName | None:
    """Find out what a request is named; None where nothing names it.

    Names hold for one application, operation and caller.

    Raises:
        Invalid: the name is too long or empty.
    """
    fingerprint = hashlib.blake2b(body, digest_size=20).hexdigest()
    given = next((headers[name] for name in HEADERS if name in headers), None)
    if given is not None:
        if not 1 <= len(given.strip()) <= LONGEST_KEY:
            raise Invalid(f"An idempotency key has 1 to {LONGEST_KEY} characters.", member="Idempotency-Key")
        parts, kept = ["key", given.strip()], KEPT
    elif headers.get(SDK_HEADER):
        # Nobody chose this name: with another body it is another request, not a mistake.
        parts, kept = ["sdk", headers[SDK_HEADER], fingerprint], KEPT_FOR_SDK
    else:
        return None
    spelt = msgspec.json.encode([operation, identity, *parts])
    name = hashlib.blake2b(spelt, digest_size=20).hexdigest()
    return RequestName(keys.request_once(application_id, name), fingerprint, kept)


def act_once(
    name: RequestName | None,
    act: Callable[[Callable[[], None]], Answer],
    *,
    when_unknown: Callable[[], Answer],
    came_to_nothing: Callable[[Answer], bool] = lambda _: False,
    tools: Tools,
) -> Answer:
    """Act, or give the answer of the time before.

    Args:
        name: what the request is known by; None just acts.
        act: acts; calls what it is given right before the first thing that cannot be taken back.
        when_unknown: gives the answer where an attempt died while it acted.
        came_to_nothing: tells that nothing was done which another attempt could do; that may come again.
        tools: the store, the clock and how to wait.

    Raises:
        Invalid: the name was used for another request.
        Conflict: another attempt is at work.
    """
    if name is None:
        return act(lambda: None)
    found = _found(name, tools)
    if found is None:
        claim = _Claim(name, tools)
        try:
            answer = act(claim)
        except _AlreadyClaimedError:
            found = _found(name, tools)
        else:
            if came_to_nothing(answer):
                claim.give_back()
            else:
                claim.keep(answer)
            return answer
    return _answered(name, found, when_unknown, tools)


def _found(name: RequestName, tools: Tools) -> Document | None:
    found = tools.documents.get(name.place)
    if found is None or int(found.body["ExpiresAt"]) <= tools.clock.now().timestamp():
        return None
    if found.body["Fingerprint"] != name.fingerprint:
        raise Invalid("This idempotency key was used for another request.", member="Idempotency-Key")
    return found


class _Claim:
    """The right of one attempt to act."""

    def __init__(self, name: RequestName, tools: Tools) -> None:
        self._name, self._tools = name, tools
        self._is_held = False

    def __call__(self) -> None:
        """Take it, right before acting."""
        stored = self._tools.documents.get(self._name.place)
        now = self._tools.clock.now().timestamp()
        is_over = stored is not None and int(stored.body["ExpiresAt"]) <= now
        expect = stored.revision if stored is not None and is_over else ABSENT
        until = self._tools.clock.real_now().timestamp() + AT_WORK_SECONDS
        try:
            _write(self._name, {"Until": until}, expect, self._tools)
        except Conflict:
            raise _AlreadyClaimedError from None
        self._is_held = True

    def give_back(self) -> None:
        """Let the same request act another time; where that fails, nobody knows what became of it."""
        if self._is_held:
            with suppress(PinwheelError):
                self._tools.documents.write([Delete(self._name.place)])

    def keep(self, answer: Answer) -> None:
        """Keep the answer for repetitions; what was done is done, whether it can be kept or not."""
        packed = base64.b64encode(zlib.compress(msgspec.json.encode(answer))).decode()
        if len(packed) > LARGEST_ANSWER:
            return
        with suppress(PinwheelError):
            _write(self._name, {"Answer": packed}, ANY if self._is_held else ABSENT, self._tools)


def _write(name: RequestName, body: Mapping[str, Any], expect: int, tools: Tools) -> None:
    expires_at = int((tools.clock.now() + name.kept).timestamp())
    kept = {**body, "Fingerprint": name.fingerprint, "ExpiresAt": expires_at}
    tools.documents.write([Put(name.place, kept, expect=expect, expires_at=expires_at)])


def _answered(
    name: RequestName, found: Document | None, when_unknown: Callable[[], Answer], tools: Tools
) -> Answer:
    """Wait for the answer of the attempt that is at work."""
    for _ in range(int(WAIT_SECONDS / LOOK_EVERY_SECONDS)):
        if found is None:
            break
        if "Answer" in found.body:
            return _unpacked(found)
        if float(found.body["Until"]) <= tools.clock.real_now().timestamp():
            return when_unknown()
        tools.sleep(LOOK_EVERY_SECONDS)
        found = _found(name, tools)
    raise Conflict("The same request is being processed; repeat it in some seconds.")


def _unpacked(found: Document) -> Answer:
    answer: Answer = msgspec.json.decode(zlib.decompress(base64.b64decode(found.body["Answer"])))
    return answer
