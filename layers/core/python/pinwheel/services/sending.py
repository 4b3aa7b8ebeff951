"""Sending one audience chunk through the courier of its family, at most once to each recipient.

    claim under a lease -> for each burst: reserve a slot, write down who is handed over, hand over
    -> write down the last answers -> publish the events -> DONE and counted, in one transaction

Who takes over after a crash reads the same string of statuses: answered ones stay, those handed over without
an answer become UNKNOWN and are never sent again, the others are sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

import msgspec

from pinwheel.domain import keys
from pinwheel.domain.campaigns.send_status import SendStatus
from pinwheel.domain.circuit_breaker import is_stopped
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import Invalid
from pinwheel.domain.messages import DeliveryStatus, SendResult
from pinwheel.domain.runs import families
from pinwheel.domain.runs import progress as standing
from pinwheel.domain.runs.events import send_events
from pinwheel.domain.runs.ledger import Chunk, ChunkState, Run, chunk_counters, is_taken
from pinwheel.domain.templates.errors import RenderingFailed
from pinwheel.domain.times import epoch_millis, parse_iso
from pinwheel.ports.blobs import Blobs
from pinwheel.ports.caps import Caps
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Document, Documents
from pinwheel.ports.events import EventStream
from pinwheel.ports.ids import Ids
from pinwheel.ports.ledger import RunLedger
from pinwheel.ports.queue import WorkQueue
from pinwheel.services.admission import BLOCK, HOOK_BATCH, Admission
from pinwheel.services.courier import Courier, Hook, SendingContext
from pinwheel.services.rates import SendRates
from pinwheel.services.runs import close_if_complete

MARGIN = timedelta(seconds=30)
"""Time before the function's end at which a chunk is put back instead of sent further."""
LEASE_SECONDS = 45.0
"""Longer than anything that happens between two entries in the ledger: waiting for a slot, one call."""
HOOK_MARGIN = timedelta(seconds=60)
HOOK_LEASE_SECONDS = 75.0
"""The same for chunks of campaigns with a hook: three attempts of 15 seconds each (spec 03, section 7)."""
GRACE_SECONDS = 120.0
"""How late a message may be before its chunk counts as forgotten."""
LONGEST_DELAY = 900.0
"""The longest that SQS holds a message back."""
MOST_ROUNDS = 12
"""How often the refused are tried again: with the pauses of `_pause`, for about three quarters of an hour."""
LONGEST_NAP = 10.0
"""Seconds that a sender waits itself; for longer pauses the chunk is put back."""
RECHECK_SECONDS = 5.0
"""How often a sender looks whether the campaign was deleted."""

C = TypeVar("C")

_read_endpoint = msgspec.json.Decoder(Endpoint).decode


class Contents:
    """The contents of runs, compiled; the last few are kept: a function sends many chunks of one run."""

    KEPT = 8

    def __init__(self, blobs: Blobs) -> None:
        """Keep where contents are stored."""
        self._blobs = blobs
        self._compiled: dict[str, Any] = {}

    def get(self, name: str, courier: Courier[C, Any], *, now: datetime) -> C:
        """Give the content stored under a name, which never changes; `now` is the instant it writes."""
        if name not in self._compiled:
            if len(self._compiled) >= self.KEPT:
                self._compiled.clear()
            self._compiled[name] = courier.compile(self._blobs.get(name), now=now)
        found: C = self._compiled[name]
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingTools:
    """What sending takes."""

    ledger: RunLedger
    documents: Documents
    blobs: Blobs
    contents: Contents
    courier: Courier[Any, Any]
    caps: Caps | None = None
    hook: Hook | None = None
    rates: SendRates
    queue: WorkQueue
    stream: EventStream
    clock: Clock
    ids: Ids
    sleep: Callable[[float], None]
    account_id: str


def send_chunk(run_id: str, chunk_id: str, *, deadline: datetime, tools: SendingTools) -> str:
    """Send what is left of a chunk; answers how it ended, for the log."""
    run = tools.ledger.run(run_id)
    if run is None:
        return "the run was deleted"
    now = tools.clock.real_now().timestamp()
    owner = tools.ids.new_id()
    found = tools.ledger.claim(run_id, chunk_id, owner=owner, now=now, lease_until=now + LEASE_SECONDS)
    if found.state is ChunkState.DONE:
        _close(run_id, tools)
        return "done before"
    if not is_taken(found, owner, now):
        _requeue(run_id, chunk_id, found.lease_until - now + 1, tools)
        return "another sender has it"
    chunk = msgspec.structs.replace(
        found,
        state=ChunkState.SENDING,
        owner=owner,
        lease_until=now + LEASE_SECONDS,
        progress=standing.after_crash(found.progress),
    )
    return _Shipment(run, chunk, deadline=deadline, tools=tools).work()


def _requeue(run_id: str, chunk_id: str, seconds: float, tools: SendingTools) -> None:
    delay = timedelta(seconds=round(min(max(seconds, 0.0), LONGEST_DELAY)))
    tools.queue.send([{"RunId": run_id, "Chunk": chunk_id}], delay=delay)


def _close(run_id: str, tools: SendingTools) -> None:
    close_if_complete(run_id, ledger=tools.ledger, documents=tools.documents, clock=tools.clock)


class _Shipment:
    """One sender at work on one chunk."""

    def __init__(self, run: Run, chunk: Chunk, *, deadline: datetime, tools: SendingTools) -> None:
        self._run = run
        self._chunk = chunk
        self._tools = tools
        self._admission = Admission(plan=run.plan, caps=tools.caps, hook=tools.hook)
        asks = self._admission.asks_hook
        self._deadline = (deadline - (HOOK_MARGIN if asks else MARGIN)).timestamp()
        self._lease = HOOK_LEASE_SECONDS if asks else LEASE_SECONDS
        self._block = HOOK_BATCH if asks else BLOCK
        self._admitted: dict[int, Endpoint] = {}
        self._checked = tools.clock.real_now().timestamp()
        self._stopped_by: str | None = None
        lines = tools.blobs.get(chunk.blob).splitlines()
        self._endpoints = [_read_endpoint(line) for line in lines]
        self._treatment = run.plan.treatment(chunk.treatment_id)
        self._overrides: dict[str, Mapping[str, str]] = {}
        self._context = SendingContext(
            plan=run.plan,
            chunk_id=chunk.id,
            treatment_id=chunk.treatment_id,
            activity_id=self._treatment.activity_id,
            endpoint_overrides=self._overrides,
        )

    def work(self) -> str:
        """Send until everybody is settled, or time is up."""
        self._leave_out_disabled()
        self._leave_out_refused()
        while not self._is_settled():
            if self._now() > self._deadline:
                return self._put_back(0)
            is_waiting = standing.WAITING in self._chunk.progress
            wait = self._burst() if is_waiting else self._next_round()
            if wait is not None:
                return self._put_back(wait)
        self._finish()
        return "sent"

    def _now(self) -> float:
        return self._tools.clock.real_now().timestamp()

    def _set(
        self, progress: str, notes: dict[str, list[int]] | None = None, rounds: int | None = None
    ) -> None:
        kept = {text: list(indices) for text, indices in self._chunk.notes.items()}
        for text, indices in (notes or {}).items():
            kept.setdefault(text, []).extend(indices)
        self._chunk = msgspec.structs.replace(
            self._chunk,
            progress=progress,
            notes=kept,
            rounds=self._chunk.rounds if rounds is None else rounds,
        )

    def _is_settled(self) -> bool:
        """Settle everybody at once where the run is to stop; then tell whether all are settled."""
        progress = self._chunk.progress
        if standing.WAITING not in progress and not standing.is_refused(progress):
            return True
        if self._is_expired():
            self._set(standing.settled(progress, SendStatus.EXPIRED))
            return True
        if self._is_cancelled():
            open_ones = [at for at, code in enumerate(progress) if code in ".lt"]
            self._set(
                standing.settled(progress, SendStatus.FAILURE),
                {self._stopped_by or "The campaign or its segment was deleted.": open_ones},
            )
            return True
        return False

    def _is_expired(self) -> bool:
        """Tell whether it is too late: for the run, or for the event that asked for these messages."""
        now = self._tools.clock.now()
        until = self._chunk.expires_at
        is_over = self._run.plan.is_expired(now, self._chunk.due)
        return is_over or (until is not None and now.timestamp() > until)

    def _leave_out_disabled(self) -> None:
        """Settle those on channels that were disabled after the run began."""
        waiting = standing.waiting(self._chunk.progress, len(self._chunk.progress))
        channels = {self._endpoints[at].channel_type or "" for at in waiting}
        application_id = self._run.plan.application_id
        stop = keys.broken_circuit(application_id, self._run.plan.campaign_id)
        wanted = [keys.channel(application_id, each) for each in sorted(channels)]
        found = self._tools.documents.get_many([*wanted, stop]) if wanted else {}
        self._note_stop(found.get(stop))
        disabled = {
            each
            for each in channels
            if (channel := found.get(keys.channel(application_id, each))) is not None
            and not channel.body.get("Enabled", True)
        }
        refusals = {
            at: f"The {name} channel was disabled."
            for at in waiting
            if (name := self._endpoints[at].channel_type or "") in disabled
        }
        self._settle_refused(refusals)

    def _leave_out_refused(self) -> None:
        """Settle those whom the channel must not send to, such as suppressed addresses (spec 09)."""
        waiting = standing.waiting(self._chunk.progress, len(self._chunk.progress))
        if not waiting:
            return
        endpoints = [self._endpoints[at] for at in waiting]
        refusals = self._tools.courier.refusals(self._run.plan.application_id, endpoints)
        self._settle_refused({waiting[at]: text for at, text in refusals.items()})

    def _settle_refused(self, refusals: dict[int, str]) -> None:
        if refusals:
            code = standing.CODES[SendStatus.FAILURE_PERMANENT]
            notes = standing.notes_for(list(refusals), list(refusals.values()))
            self._set(standing.marked(self._chunk.progress, dict.fromkeys(refusals, code)), notes)

    def _is_cancelled(self) -> bool:
        now = self._now()
        if now - self._checked > RECHECK_SECONDS:
            self._checked = now
            found = self._tools.ledger.run(self._run.plan.run_id)
            # A run that is gone was deleted with its application: its ledger will not take answers either.
            self._run = found or msgspec.structs.replace(self._run, is_cancelled=True)
            plan = self._run.plan
            self._note_stop(
                self._tools.documents.get(keys.broken_circuit(plan.application_id, plan.campaign_id))
            )
        return self._run.is_cancelled or self._stopped_by is not None

    def _note_stop(self, stop: Document | None) -> None:
        """Note why bounces or complaints stopped this run, if they did (domain/circuit_breaker.py)."""
        is_ours = stop is not None and is_stopped(stop.body, started=self._run.plan.started)
        self._stopped_by = str(stop.body["Reason"]) if stop is not None and is_ours else None

    def _next_round(self) -> float | None:
        """Let the refused wait again, after a pause; answers the pause when it is too long to wait here."""
        if self._chunk.rounds >= MOST_ROUNDS:
            self._set(standing.given_up(self._chunk.progress))
            return None
        pause = min(2.0**self._chunk.rounds, LONGEST_DELAY)
        self._set(standing.next_round(self._chunk.progress), rounds=self._chunk.rounds + 1)
        if pause > LONGEST_NAP or self._now() + pause > self._deadline:
            return pause
        self._tools.sleep(pause)
        return None

    def _burst(self) -> float | None:
        """Send to those who come next; answers how long to wait when no slot is free soon enough."""
        pace = self._tools.rates.pace(self._run.plan)
        self._admit(pace.burst)
        indices, messages = self._made(pace.burst)
        if not messages:
            return None
        before = self._chunk.progress
        allowed = len(indices)

        def hand_over(count: int) -> None:
            nonlocal allowed
            # The wait for the slot may have led past the end of the run's time.
            allowed = 0 if self._is_expired() else count
            if allowed:
                self._record(standing.marked(before, dict.fromkeys(indices[:count], standing.HANDED)))

        wait = self._tools.rates.take_slot(
            self._run.plan, pace, len(indices), until=self._deadline, prepare=hand_over
        )
        if wait is not None or not allowed:
            self._set(before)
            return wait
        indices, messages = indices[:allowed], messages[:allowed]
        results = self._tools.courier.send_batch(messages)
        if len(results) != len(messages):
            results = [SendResult(status=DeliveryStatus.UNKNOWN_FAILURE)] * len(messages)
        self._note_results(indices, results)
        self._tools.courier.after([self._admitted.get(at) or self._endpoints[at] for at in indices], results)
        return None

    def _record(self, progress: str) -> None:
        """Write down who is handed over, with all answers so far, and keep the lease."""
        self._chunk = msgspec.structs.replace(
            self._chunk, progress=progress, lease_until=self._now() + self._lease
        )
        self._tools.ledger.record(self._run.plan.run_id, self._chunk)

    def _note_results(self, indices: list[int], results: Sequence[SendResult]) -> None:
        is_custom = self._chunk.channel == families.CUSTOM
        codes = [standing.outcome_code(result.status, is_custom=is_custom) for result in results]
        finals = [at for at, code in enumerate(codes) if code.isupper() and code != "S"]
        notes = standing.notes_for([indices[at] for at in finals], [results[at].detail for at in finals])
        self._set(standing.marked(self._chunk.progress, dict(zip(indices, codes, strict=True))), notes)
        if any(result.status is DeliveryStatus.THROTTLED for result in results):
            self._tools.rates.slow_down()

    def _admit(self, most: int) -> None:
        """Let caps, quiet time and the hook decide about whoever comes next, a block at a time."""
        while not self._admission.is_open and self._now() <= self._deadline:
            coming = standing.waiting(self._chunk.progress, most)
            if all(at in self._admitted for at in coming):
                return
            waiting = standing.waiting(self._chunk.progress, len(self._chunk.progress))
            block = [at for at in waiting if at not in self._admitted][: self._block]
            if self._admission.asks_hook:
                # A hook may take as long as a lease lasts.
                self._record(self._chunk.progress)
            now = self._tools.clock.now()
            decided = self._admission.decide(self._chunk, {at: self._endpoints[at] for at in block}, now)
            self._admitted.update(decided.endpoints)
            self._overrides.update(decided.overrides)
            notes = standing.notes_for(list(decided.notes), list(decided.notes.values()))
            self._set(standing.marked(self._chunk.progress, decided.codes), notes)

    def _made(self, most: int) -> tuple[list[int], list[Any]]:
        """Make the messages of the next recipients; those whose message cannot be made are settled."""
        indices, messages = [], []
        failures: dict[int, str] = {}
        quiet: list[int] = []
        now = self._tools.clock.now()
        for at in standing.waiting(self._chunk.progress, most):
            if not self._admission.is_open and at not in self._admitted:
                break
            endpoint = self._admitted.get(at) or self._endpoints[at]
            if self._admission.is_quiet(self._chunk, endpoint, now):
                quiet.append(at)
                continue
            try:
                content = self._content(endpoint.channel_type or "")
                messages.append(self._tools.courier.make(content, endpoint, self._context))
                indices.append(at)
            except (RenderingFailed, Invalid) as error:
                failures[at] = str(error)
        self._settle_refused(failures)
        codes = dict.fromkeys(quiet, standing.CODES[SendStatus.QUIET_TIME])
        self._set(standing.marked(self._chunk.progress, codes))
        return indices, messages

    def _content(self, channel_type: str) -> Any:
        name = self._treatment.contents[channel_type]
        return self._tools.contents.get(name, self._tools.courier, now=parse_iso(self._run.plan.started))

    def _put_back(self, seconds: float) -> str:
        """Leave the rest to whoever comes next: the ledger first, then a message, then ours is done."""
        expected = self._now() + seconds + GRACE_SECONDS
        ready = msgspec.structs.replace(self._chunk, state=ChunkState.READY, lease_until=expected)
        self._tools.ledger.record(self._run.plan.run_id, ready)
        _requeue(self._run.plan.run_id, self._chunk.id, seconds, self._tools)
        return "put back"

    def _finish(self) -> None:
        """Fix the last answers before anybody hears of them: a repetition must publish the same events."""
        self._record(self._chunk.progress)
        events = send_events(
            self._run.plan,
            self._chunk,
            self._endpoints,
            now_millis=epoch_millis(self._tools.clock.now()),
            account_id=self._tools.account_id,
        )
        self._tools.stream.publish(list(events))
        self._tools.ledger.finish(self._run.plan.run_id, self._chunk, chunk_counters(self._chunk))
        _close(self._run.plan.run_id, self._tools)
