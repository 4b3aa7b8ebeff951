"""What a channel must know to be sent by; all else about sending is the engine's (services/sending.py).

A courier makes messages and hands them over. The ledger, leases, at-most-once, caps, quiet time, hooks,
expiry, rates and events are not its concern.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.messages import SendResult
from pinwheel.domain.runs.ledger import Chunk
from pinwheel.domain.runs.plan import RunPlan
from pinwheel.ports.blobs import Blobs
from pinwheel.ports.documents import Documents

JsonObject = Mapping[str, Any]
C = TypeVar("C")
M = TypeVar("M")


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingContext:
    """What a message is sent for. `endpoint_overrides` are a hook's words, by endpoint ID.

    They are `TitleOverride` and `BodyOverride`, honoured by push and SMS (spec 03, section 7).
    """

    plan: RunPlan
    chunk_id: str
    treatment_id: str
    activity_id: str
    endpoint_overrides: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class Courier(Protocol[C, M]):
    """One family of channels: C is content ready to be rendered, M a message for one recipient."""

    @property
    def family(self) -> str:
        """The family that it serves (domain/runs/families.py)."""
        ...

    def compile(self, data: bytes, *, now: datetime) -> C:
        """Read content as its `load` pinned it; `now` is the instant that templates write."""
        ...

    def refusals(self, application_id: str, endpoints: Sequence[Endpoint]) -> Mapping[int, str]:
        """Tell whom not to send to, and why: positions among `endpoints`, for example suppressed addresses.

        Asked once for a chunk, before anything is sent; they end in FAILURE_PERMANENT with the text.
        """
        ...

    def make(self, content: C, endpoint: Endpoint, context: SendingContext) -> M:
        """Write the message for one recipient.

        Raises:
            RenderingFailed, Invalid: it cannot be made; it ends in FAILURE_PERMANENT with the text.
        """
        ...

    def send_batch(self, messages: Sequence[M]) -> Sequence[SendResult]:
        """Hand over up to 50 messages; one result each, in order.

        Never retries a call that may have been taken: a doubt is UNKNOWN_FAILURE. What is THROTTLED or
        TEMPORARY_FAILURE was surely not taken and is handed over again later.
        """
        ...

    def after(self, endpoints: Sequence[Endpoint], results: Sequence[SendResult]) -> None:
        """See to consequences, such as tokens that are dead; may come twice, or not at all after a crash."""
        ...


class LoadContent(Protocol):
    """A channel's content at the moment that a run starts."""

    def __call__(
        self,
        application_id: str,
        channel_type: str,
        message_configuration: JsonObject,
        template_configuration: JsonObject,
        /,
        *,
        documents: Documents,
        blobs: Blobs,
    ) -> bytes | None:
        """Load what a treatment says on a channel, checked, as `Courier.compile` reads it; None: nothing.

        Raises:
            NotFound, Invalid: the run cannot start; a template is gone, or the content breaks a rule.
        """
        ...


Loaders = Mapping[str, LoadContent]
"""By endpoint channel type, and `CUSTOM` for custom delivery."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HookOutcome:
    """What a campaign's hook made of some endpoints.

    `kept` are the endpoints to send to, with the hook's changes, by ID; `overrides` as in `SendingContext`;
    `dropped` are left out of the run; `failed` were in a call that failed, with the text.
    """

    kept: Mapping[str, Endpoint] = field(default_factory=dict)
    overrides: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()
    failed: Mapping[str, str] = field(default_factory=dict)


Hook = Callable[[RunPlan, Chunk, Sequence[Endpoint]], HookOutcome]
"""Asks the hook of `plan.hook` about at most 50 endpoints of a chunk; may be asked again after a crash."""
