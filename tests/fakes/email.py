"""An e-mail provider that keeps what it is given."""

from __future__ import annotations

from pinwheel.domain.messages import DeliveryStatus, SendResult
from pinwheel.ports.email import EmailQuota


class FakeEmail:
    """`sent` holds the e-mails taken and `batches` the sizes of calls; `answers` maps an address to the result it gets.

    `crash` is raised by the next call, after the e-mails were taken when `crash_after_taking` is true.
    """

    def __init__(self, *, per_second=1000.0, per_24_hours=1_000_000.0):
        self.sent = []
        self.batches = []
        self.answers = {}
        self.crash = None
        self.crash_after_taking = False
        self.allowed = EmailQuota(per_second=per_second, per_24_hours=per_24_hours, sent_last_24_hours=0.0)

    def send_batch(self, emails):
        self.batches.append(len(emails))
        crash, self.crash = self.crash, None
        if crash is not None and not self.crash_after_taking:
            raise crash
        results = [self._taken(email) for email in emails]
        if crash is not None:
            raise crash
        return results

    def _taken(self, email):
        answer = self.answers.get(email.to_address)
        if answer is not None and answer.status is not DeliveryStatus.UNKNOWN_FAILURE:
            return answer
        self.sent.append(email)
        if answer is not None:
            return answer
        return SendResult(status=DeliveryStatus.SUCCESSFUL, message_id=f"message-{len(self.sent)}")

    def quota(self):
        return self.allowed
