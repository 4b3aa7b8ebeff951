"""Who of a chunk's recipients may be sent to, right before it happens: caps, quiet time, the campaign's hook.

Asked in blocks, so that a thousand recipients cost about twenty calls where caps are set and none where
nothing is. All of it may be repeated after a crash: a claim finds itself, a hook only says once more what it
thinks of the endpoints.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pinwheel.domain.campaigns.send_status import SendStatus
from pinwheel.domain.caps import Claim
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.runs import progress as standing
from pinwheel.domain.runs.ledger import Chunk
from pinwheel.domain.runs.plan import RunPlan
from pinwheel.ports.caps import Caps
from pinwheel.services.courier import Hook, HookOutcome

BLOCK = 100
"""Recipients that are decided about together."""
HOOK_BATCH = 50
"""Most endpoints of one call of a hook (spec 03, section 7)."""


@dataclass(slots=True)
class Admitted:
    """What was decided about a block: who is settled with which code and why, and who may be sent to."""

    codes: dict[int, str] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)
    endpoints: dict[int, Endpoint] = field(default_factory=dict)
    overrides: dict[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """The gate of one run."""

    plan: RunPlan
    caps: Caps | None
    hook: Hook | None

    @property
    def asks_hook(self) -> bool:
        """Tell whether the campaign has a hook that filters (the other mode is custom delivery)."""
        return self.hook is not None and bool(self.plan.hook) and self.plan.hook.get("Mode") != "DELIVERY"

    @property
    def is_open(self) -> bool:
        """Tell whether everybody may pass: then nobody needs to be asked about."""
        return not self.plan.caps.is_set and not self.asks_hook and self._nobody_is_quiet

    @property
    def _nobody_is_quiet(self) -> bool:
        return all(treatment.quiet_time is None for treatment in self.plan.treatments)

    def is_quiet(self, chunk: Chunk, endpoint: Endpoint, now: datetime) -> bool:
        """Tell whether it is the quiet time of an endpoint."""
        quiet = self.plan.treatment(chunk.treatment_id).quiet_time
        return quiet is not None and quiet.holds(endpoint.demographic.get("Timezone"), now)

    def decide(self, chunk: Chunk, block: Mapping[int, Endpoint], now: datetime) -> Admitted:
        """Decide about a block of recipients, by their positions in the chunk."""
        decided = Admitted(endpoints=dict(block))
        quiet = {at for at, endpoint in block.items() if self.is_quiet(chunk, endpoint, now)}
        for at, capped in zip(block, self._claimed(chunk, block, quiet, now), strict=True):
            status = SendStatus.QUIET_TIME if capped is None and at in quiet else capped
            if status is not None:
                decided.codes[at] = standing.CODES[status]
                del decided.endpoints[at]
        if self.asks_hook:
            self._filter(chunk, decided)
        return decided

    def _claimed(
        self, chunk: Chunk, block: Mapping[int, Endpoint], quiet: set[int], now: datetime
    ) -> Sequence[SendStatus | None]:
        """Claim a message for each; who is quiet is targeted all the same (spec 03, section 4)."""
        rule = self.plan.caps
        if self.caps is None or not rule.is_set:
            return [None] * len(block)
        claims = [
            Claim(endpoint_id=endpoint.id, token=self._token(chunk, at), is_message=at not in quiet)
            for at, endpoint in block.items()
        ]
        return self.caps.claim(self.plan.application_id, rule, claims, now=now)

    def _token(self, chunk: Chunk, at: int) -> str:
        """Name a claim: one for each run and endpoint, in an event campaign one for each event."""
        return f"{chunk.id}/{at}" if self.plan.is_event else self.plan.run_id

    def _filter(self, chunk: Chunk, decided: Admitted) -> None:
        positions = list(decided.endpoints)
        for start in range(0, len(positions), HOOK_BATCH):
            part = positions[start : start + HOOK_BATCH]
            outcome = self._asked(chunk, [decided.endpoints[at] for at in part])
            for at in part:
                self._apply(outcome, at, decided)
            decided.overrides.update(outcome.overrides)

    def _asked(self, chunk: Chunk, endpoints: Sequence[Endpoint]) -> HookOutcome:
        return HookOutcome() if self.hook is None else self.hook(self.plan, chunk, endpoints)

    def _apply(self, outcome: HookOutcome, at: int, decided: Admitted) -> None:
        name = decided.endpoints[at].id
        if name in outcome.failed:
            decided.codes[at] = standing.CODES[SendStatus.HOOK_FAILURE]
            decided.notes[at] = outcome.failed[name]
            del decided.endpoints[at]
        elif name in outcome.kept:
            decided.endpoints[at] = outcome.kept[name]
        else:
            decided.codes[at] = standing.DROPPED
            del decided.endpoints[at]
