"""The carrier of text messages as everybody uses it: asks for opt-outs first, remembers what was sent.

A phone that opted out of a number gets nothing from it. Where a text names no sender at all, the carrier
would choose one, so any opt-out counts. A sender ID is no number and nobody can answer it: only the carrier's
own list stops that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pinwheel.domain.errors import PinwheelError
from pinwheel.domain.events import EventRecord
from pinwheel.domain.messages import DeliveryStatus, SendResult
from pinwheel.domain.sms import OutgoingSms
from pinwheel.domain.sms_feedback import handed_over, refused_as_opted_out
from pinwheel.domain.times import epoch_millis
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Documents
from pinwheel.ports.events import EventStream
from pinwheel.ports.ids import Ids
from pinwheel.ports.sms import SmsProvider
from pinwheel.services.opt_outs import opted_out
from pinwheel.services.sender_numbers import number_of
from pinwheel.services.sent_texts import remember

OPTED_OUT = SendResult(
    status=DeliveryStatus.OPT_OUT,
    status_code=400,
    detail="The phone opted out of messages from this number.",
)
UNSURE = SendResult(
    status=DeliveryStatus.TEMPORARY_FAILURE, status_code=503, detail="The opt-outs could not be read."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardedSms:
    """The port around another one.

    `tells_nothing`: the carrier carries no context and reports nothing of a text that it just took, as SNS;
    then what was sent is remembered, and the event `_SMS.BUFFERED` is ours.
    """

    provider: SmsProvider
    documents: Documents
    stream: EventStream
    clock: Clock
    ids: Ids
    account_id: str
    tells_nothing: bool

    def send_batch(self, messages: Sequence[OutgoingSms]) -> Sequence[SendResult]:
        """Hand over messages to those who did not opt out; one result each, in order."""
        try:
            refused = self._opted_out(messages)
        except PinwheelError:
            # Whoever may have opted out is not written to; nothing was sent, so all may be tried again.
            return [UNSURE] * len(messages)
        wanted = [at for at in range(len(messages)) if at not in refused]
        results = list(self.provider.send_batch([messages[at] for at in wanted])) if wanted else []
        by_position = dict(zip(wanted, results, strict=True))
        taken = [
            (messages[at], result.message_id)
            for at, result in by_position.items()
            if result.status is DeliveryStatus.SUCCESSFUL and result.message_id
        ]
        self._note(taken, [messages[at] for at in refused])
        return [by_position.get(at, OPTED_OUT) for at in range(len(messages))]

    def _opted_out(self, messages: Sequence[OutgoingSms]) -> frozenset[int]:
        lists = opted_out({message.to_number for message in messages}, documents=self.documents)
        return frozenset(at for at, message in enumerate(messages) if _is_refused(message, lists))

    def _note(self, taken: Sequence[tuple[OutgoingSms, str]], refused: Sequence[OutgoingSms]) -> None:
        """Remember and tell; the answers count more, whatever happens here."""
        remember(taken, with_context=self.tells_nothing, documents=self.documents, clock=self.clock)
        now = epoch_millis(self.clock.now())
        events = [
            refused_as_opted_out(message, self.ids.new_id(), at_millis=now, account_id=self.account_id)
            for message in refused
        ]
        if self.tells_nothing:
            events += [
                handed_over(message, message_id, at_millis=now, account_id=self.account_id)
                for message, message_id in taken
            ]
        self._publish([event for event in events if event is not None])

    def _publish(self, events: Sequence[EventRecord]) -> None:
        try:
            self.stream.publish(list(events)) if events else None
        except PinwheelError:
            return


def _is_refused(message: OutgoingSms, lists: Mapping[str, frozenset[str]]) -> bool:
    numbers = lists.get(message.to_number)
    if not numbers:
        return False
    number = number_of(message)
    return number in numbers if number is not None else message.sender.sender_id is None
