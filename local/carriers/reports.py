"""What carriers of texts and calls report, in the formats of End User Messaging and of SNS's delivery log."""

from __future__ import annotations

import base64
import gzip
import json
import logging
import secrets
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from local.carriers.phones import CALL_DOLLARS_PER_MINUTE, country, text_dollars
from local.config import ACCOUNT, REGION
from local.feedback import FeedbackPublisher
from local.outbox import Delivered

logger = logging.getLogger("local.reports")

SNS, EUM = "sns", "eum"
SENTENCES = {
    "BLOCKED": "Phone number is blocked",
    "CARRIER_BLOCKED": "Blocked by carrier",
    "CARRIER_UNREACHABLE": "Phone carrier is currently unreachable/unavailable",
    "INVALID": "Destination is invalid",
    "INVALID_MESSAGE": "Message body is invalid",
    "MAX_PRICE_EXCEEDED": "This delivery would exceed max price",
    "OPTED_OUT": "Phone number is opted out",
    "SPAM": "Phone has blocked SMS as spam",
    "TTL_EXPIRED": "Message expired before it was delivered",
    "UNKNOWN": "Unknown error attempting to reach phone",
    "UNREACHABLE": "Phone is currently unreachable/unavailable",
}
"""Statuses of failed texts, and what SNS's log says for each."""
CALL_SECONDS = 12
LOG_ATTEMPTS = 6


class Reports:
    """Tells the deployed system; where is known once it is deployed."""

    def __init__(
        self, *, feedback: FeedbackPublisher, client: Callable[[str], Any], now: Callable[[], datetime]
    ) -> None:
        """Keep the collaborators."""
        self._feedback, self._client, self._now = feedback, client, now
        self.outputs: dict[str, str] = {}

    def text(self, message: Delivered, status: str, *, wait: bool = False) -> None:
        """Report on a text: `DELIVERED`, or why not; `wait` until it is told.

        Raises:
            ValueError: there is no such status.
        """
        if status != "DELIVERED" and status not in SENTENCES:
            raise ValueError(f"FailureType must be one of {', '.join(SENTENCES)}.")
        if message.carrier.get("Provider") == SNS:
            self._do(lambda: self._log(self._log_line(message, status)), wait=wait)
        else:
            self._do(lambda: self._publish([self._text_event(message, f"TEXT_{status}")]), wait=wait)

    def queued(self, message: Delivered) -> None:
        """Report that End User Messaging took a text."""
        self._do(lambda: self._publish([self._text_event(message, "TEXT_QUEUED", is_final=False)]))

    def call(self, message: Delivered, kinds: Sequence[str], *, wait: bool = False) -> None:
        """Report on a call: `INITIATED`, `ANSWERED`, `COMPLETED`, `BUSY`, `NO_ANSWER`, `FAILED`."""
        self._do(
            lambda: self._publish([self._call_event(message, f"VOICE_{kind}") for kind in kinds]), wait=wait
        )

    def received(self, request: dict[str, Any]) -> str:
        """Publish a text from a phone as End User Messaging does; gives its ID."""
        message_id = str(request.get("InboundMessageId") or _uuid())
        body = {
            "originationNumber": str(request["OriginationNumber"]),
            "destinationNumber": str(request["DestinationNumber"]),
            "messageKeyword": f"KEYWORD_{ACCOUNT}",
            "messageBody": str(request["MessageBody"]),
            "inboundMessageId": message_id,
            "previousPublishedMessageId": str(request.get("PreviousPublishedMessageId") or ""),
        }
        self._client("sns").publish(TopicArn=self.outputs["InboundTopicArn"], Message=json.dumps(body))
        return message_id

    def _do(self, action: Callable[[], None], *, wait: bool = False) -> None:
        if wait:
            action()
        else:
            self._feedback.soon(action)

    def _publish(self, events: Sequence[dict[str, Any]]) -> None:
        for event in events:
            self._client("sns").publish(TopicArn=self.outputs["FeedbackTopicArn"], Message=json.dumps(event))

    def _log(self, line: dict[str, Any]) -> None:
        """Wake the function as a subscription of CloudWatch Logs does."""
        batch = {
            "messageType": "DATA_MESSAGE",
            "owner": ACCOUNT,
            "logGroup": f"sns/{REGION}/{ACCOUNT}/DirectPublishToPhoneNumber",
            "logStream": secrets.token_hex(8),
            "subscriptionFilters": ["pinwheel"],
            "logEvents": [{"id": "0", "timestamp": self._millis(), "message": json.dumps(line)}],
        }
        data = base64.b64encode(gzip.compress(json.dumps(batch).encode())).decode()
        for _ in range(LOG_ATTEMPTS):
            answer = self._client("lambda").invoke(
                FunctionName=self.outputs["RecordFeedbackFunction"],
                Payload=json.dumps({"awslogs": {"data": data}}).encode(),
            )
            if json.loads(answer["Payload"].read() or b"{}").get("reports"):
                return
            # A phone here is faster than the sender, who has not written down yet what the text was for.
            time.sleep(0.5)
        logger.error("A line of the delivery log was not recorded")

    def _log_line(self, message: Delivered, status: str) -> dict[str, Any]:
        phone, parts = str(message.members["Address"]), int(message.carrier.get("Parts") or 1)
        is_delivered = status == "DELIVERED"
        return {
            "notification": {
                "messageId": message.message_id,
                "timestamp": self._now().strftime("%Y-%m-%d %H:%M:%S.%f")[:-3],
            },
            "delivery": {
                "phoneCarrier": "The local carrier",
                "mnc": 1,
                "numberOfMessageParts": parts,
                "destination": phone,
                "priceInUSD": text_dollars(phone, parts),
                "smsType": str(message.content.get("MessageType") or "PROMOTIONAL").capitalize(),
                "mcc": 1,
                "providerResponse": "Message has been accepted by phone carrier"
                if is_delivered
                else SENTENCES[status],
                "dwellTimeMs": 599,
            },
            "status": "SUCCESS" if is_delivered else "FAILURE",
        }

    def _text_event(self, message: Delivered, kind: str, *, is_final: bool = True) -> dict[str, Any]:
        phone, parts = str(message.members["Address"]), int(message.carrier.get("Parts") or 1)
        return {
            **self._shared(message, kind, is_final=is_final),
            "messageEncoding": message.carrier.get("Encoding") or "GSM",
            "messageType": message.content.get("MessageType") or "TRANSACTIONAL",
            "totalMessageParts": parts,
            "totalMessagePrice": text_dollars(phone, parts),
            "totalCarrierFee": 0.0,
        }

    def _call_event(self, message: Delivered, kind: str) -> dict[str, Any]:
        is_over = kind == "VOICE_COMPLETED"
        return {
            **self._shared(message, kind, is_final=kind not in ("VOICE_INITIATED", "VOICE_ANSWERED")),
            "callDurationInSeconds": CALL_SECONDS if is_over else 0,
            "totalDurationInMinutes": 1 if is_over else 0,
            "totalMessagePrice": CALL_DOLLARS_PER_MINUTE if is_over else 0.0,
        }

    def _shared(self, message: Delivered, kind: str, *, is_final: bool) -> dict[str, Any]:
        phone = str(message.members["Address"])
        return {
            "eventType": kind,
            "eventVersion": "1.0",
            "eventTimestamp": self._millis(),
            "isFinal": is_final,
            "originationPhoneNumber": message.carrier.get("Origination") or "",
            "destinationPhoneNumber": phone,
            "isoCountryCode": country(phone),
            "messageId": message.message_id,
            "messageRequestTimestamp": self._millis(),
            "messageStatus": kind.partition("_")[2],
            "messageStatusDescription": kind,
            "context": message.carrier.get("Context") or {},
        }

    def _millis(self) -> int:
        return int(self._now().timestamp() * 1000)


def _uuid() -> str:
    return f"{secrets.token_hex(4)}-{secrets.token_hex(2)}-4000-8000-{secrets.token_hex(6)}"
