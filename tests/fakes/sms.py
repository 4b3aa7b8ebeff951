"""A carrier of text messages that keeps what it is given."""

from __future__ import annotations

from pinwheel.domain.messages import DeliveryStatus, SendResult


class FakeSms:
    """`sent` holds the messages taken and `batches` the sizes of calls; `answers` maps a number to its result."""

    def __init__(self):
        self.sent = []
        self.batches = []
        self.answers = {}

    def send_batch(self, messages):
        self.batches.append(len(messages))
        return [self._taken(message) for message in messages]

    def _taken(self, message):
        if message.to_number in self.answers:
            return self.answers[message.to_number]
        self.sent.append(message)
        return SendResult(status=DeliveryStatus.SUCCESSFUL, message_id=f"sms-{len(self.sent)}")
