"""E-mail through Amazon SES v2 (spec 07, section 2).

Messages that share sender, reply addresses, configuration set and parts travel in SendBulkEmail calls of up
to 50 entries and 1 MB. Their template is nothing but `{{s}}`, `{{h}}` and `{{t}}`: they are rendered already.
Raw and oversized messages go one by one, a few at a time.

The client must not retry by itself: a call whose answer is lost may have been taken, and is UNKNOWN_FAILURE.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import orjson
from botocore.exceptions import BotoCoreError, ClientError

from pinwheel.adapters.ses_results import SES, entry_result
from pinwheel.domain.errors import Unavailable
from pinwheel.domain.message_tags import encode_tag_value
from pinwheel.domain.messages import DeliveryStatus, OutgoingEmail, SendResult
from pinwheel.ports.clock import Clock
from pinwheel.ports.email import EmailQuota

MOST_ENTRIES = 50
"""Most destinations of one SendBulkEmail call."""
MOST_BYTES = 980_000
"""Most bytes of one SendBulkEmail call: 1 MB with inline content, less what surrounds the entries."""
CONCURRENT_CALLS = 8
QUOTA_AGE = timedelta(seconds=60)
_CHARSET = "UTF-8"
_REFUSED_AS_A_WHOLE = frozenset({"BadRequestException", "ValidationException"})

Pairs = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the entries of one bulk call have in common."""

    from_address: str
    reply_to: tuple[str, ...]
    configuration_set: str | None
    feedback_address: str | None
    has_html: bool
    has_text: bool

    @classmethod
    def of(cls, email: OutgoingEmail) -> _Shape:
        return cls(
            email.from_address,
            email.reply_to,
            email.configuration_set,
            email.feedback_address,
            email.html is not None,
            email.text is not None,
        )


@dataclass(frozen=True, slots=True)
class _Bulk:
    """One bulk call: which e-mails are in it, and its entries as JSON."""

    shape: _Shape
    indices: list[int]
    entries: list[bytes]


class SesEmail:
    """The port over one account's SES."""

    def __init__(self, client: Any, *, configuration_set: str, clock: Clock, bulk: bool = True) -> None:
        """Keep the client, which must have its retries off.

        Args:
            client: for sesv2.
            configuration_set: used where a message names none.
            clock: tells the age of the quota.
            bulk: whether SendBulkEmail is used at all.
        """
        self._client = client
        self._configuration_set = configuration_set
        self._clock = clock
        self._bulk = bulk
        self._body = threading.local()
        self._pool = ThreadPoolExecutor(CONCURRENT_CALLS)
        self._quota: tuple[datetime, EmailQuota] | None = None
        # botocore's generic serialiser would take more time than all else together: the body of a bulk call
        # is built here and put in its place.
        client.meta.events.register("before-call.sesv2.SendBulkEmail", self._use_own_body)

    def send_batch(self, emails: Sequence[OutgoingEmail]) -> Sequence[SendResult]:
        """Hand e-mails over; one result each, in order."""
        bulks, single = self._planned(emails)
        calls = [partial(self._send_bulk, bulk, emails) for bulk in bulks]
        calls += [partial(self._send_singly, index, emails) for index in single]
        answers = [calls[0]()] if len(calls) == 1 else list(self._pool.map(_called, calls))
        results = {index: result for answer in answers for index, result in answer.items()}
        return [results[index] for index in range(len(emails))]

    def quota(self) -> EmailQuota:
        """Tell what the account may send, known for a minute.

        Raises:
            Unavailable: SES did not answer and nothing is known.
        """
        now = self._clock.real_now()
        if self._quota is None or now - self._quota[0] >= QUOTA_AGE:
            try:
                answer = self._client.get_account()
            except (BotoCoreError, ClientError) as error:
                if self._quota is not None:
                    return self._quota[1]
                raise Unavailable("SES does not tell the account's sending quota.") from error
            self._quota = (now, _quota(answer["SendQuota"]))
        return self._quota[1]

    def _planned(self, emails: Sequence[OutgoingEmail]) -> tuple[list[_Bulk], list[int]]:
        """Sort e-mails into bulk calls and single ones."""
        bulks: list[_Bulk] = []
        single: list[int] = []
        sizes: dict[_Shape, int] = {}
        filling: dict[_Shape, _Bulk] = {}
        for index, email in enumerate(emails):
            if not self._bulk or email.raw is not None:
                single.append(index)
                continue
            entry = _entry(email)
            if len(entry) > MOST_BYTES:
                single.append(index)
                continue
            shape = _Shape.of(email)
            bulk = filling.get(shape)
            full = bulk is not None and (
                len(bulk.entries) >= MOST_ENTRIES or sizes[shape] + len(entry) > MOST_BYTES
            )
            if bulk is None or full:
                bulk = filling[shape] = _Bulk(shape, [], [])
                sizes[shape] = 0
                bulks.append(bulk)
            bulk.indices.append(index)
            bulk.entries.append(entry)
            sizes[shape] += len(entry) + 1
        return bulks, single

    def _send_bulk(self, bulk: _Bulk, emails: Sequence[OutgoingEmail]) -> dict[int, SendResult]:
        self._body.bytes = self._bulk_body(bulk)
        try:
            answer = self._client.send_bulk_email(DefaultContent={}, BulkEmailEntries=[])
        except ClientError as error:
            if len(bulk.indices) > 1 and error.response["Error"]["Code"] in _REFUSED_AS_A_WHOLE:
                # One bad entry spoils the call, and nothing was taken.
                return {index: self._send_one(emails[index]) for index in bulk.indices}
            return dict.fromkeys(bulk.indices, SES.failure(error))
        except Exception as error:  # noqa: BLE001 - whatever broke, the call may have been taken
            return dict.fromkeys(bulk.indices, SES.failure(error))
        finally:
            self._body.bytes = None
        given = [entry_result(entry) for entry in answer.get("BulkEmailEntryResults", [])]
        silent = SendResult(
            status=DeliveryStatus.UNKNOWN_FAILURE, status_code=500, detail="SES gave no result."
        )
        given += [silent] * (len(bulk.indices) - len(given))
        return dict(zip(bulk.indices, given, strict=False))

    def _bulk_body(self, bulk: _Bulk) -> bytes:
        shape = bulk.shape
        content = {"Subject": "{{s}}"}
        if shape.has_html:
            content["Html"] = "{{h}}"
        if shape.has_text:
            content["Text"] = "{{t}}"
        head = {
            "FromEmailAddress": shape.from_address,
            "ConfigurationSetName": shape.configuration_set or self._configuration_set,
            "DefaultContent": {"Template": {"TemplateContent": content, "TemplateData": "{}"}},
            **({"ReplyToAddresses": shape.reply_to} if shape.reply_to else {}),
            **({"FeedbackForwardingEmailAddress": shape.feedback_address} if shape.feedback_address else {}),
        }
        opened = orjson.dumps(head)[:-1]
        return b"".join((opened, b',"BulkEmailEntries":[', b",".join(bulk.entries), b"]}"))

    def _use_own_body(self, params: dict[str, Any], **_: Any) -> None:
        params["body"] = self._body.bytes

    def _send_singly(self, index: int, emails: Sequence[OutgoingEmail]) -> dict[int, SendResult]:
        return {index: self._send_one(emails[index])}

    def _send_one(self, email: OutgoingEmail) -> SendResult:
        request: dict[str, Any] = {
            "Destination": {"ToAddresses": [email.to_address]},
            "Content": _content(email),
            "EmailTags": _named(_tags(email)),
            "ConfigurationSetName": email.configuration_set or self._configuration_set,
        }
        if email.from_address:
            request["FromEmailAddress"] = email.from_address
        if email.reply_to:
            request["ReplyToAddresses"] = list(email.reply_to)
        if email.feedback_address:
            request["FeedbackForwardingEmailAddress"] = email.feedback_address
        return SES.sent(lambda: str(self._client.send_email(**request)["MessageId"]))


def _called(call: Callable[[], dict[int, SendResult]]) -> dict[int, SendResult]:
    return call()


def _entry(email: OutgoingEmail) -> bytes:
    """Write one entry of a bulk call."""
    data = {"s": email.subject}
    if email.html is not None:
        data["h"] = email.html
    if email.text is not None:
        data["t"] = email.text
    replacement = {"ReplacementTemplateData": orjson.dumps(data).decode()}
    entry: dict[str, Any] = {
        "Destination": {"ToAddresses": [email.to_address]},
        "ReplacementEmailContent": {"ReplacementTemplate": replacement},
    }
    tags = _named(_tags(email))
    if tags:
        entry["ReplacementTags"] = tags
    if email.headers:
        entry["ReplacementHeaders"] = _named(email.headers)
    return orjson.dumps(entry)


def _content(email: OutgoingEmail) -> dict[str, Any]:
    """Make the content of a single call."""
    if email.raw is not None:
        return {"Raw": {"Data": email.raw}}
    body = {}
    if email.html is not None:
        body["Html"] = {"Data": email.html, "Charset": _CHARSET}
    if email.text is not None:
        body["Text"] = {"Data": email.text, "Charset": _CHARSET}
    subject = {"Data": email.subject, "Charset": _CHARSET}
    return {"Simple": {"Subject": subject, "Body": body, "Headers": _named(email.headers)}}


def _tags(email: OutgoingEmail) -> Pairs:
    return [(name, encode_tag_value(value)) for name, value in email.tags if value]


def _named(pairs: Pairs) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in pairs]


def account_quota(client: Any) -> EmailQuota:
    """Tell what the account may send, for those who only ask.

    Raises:
        Unavailable: SES did not answer.
    """
    try:
        return _quota(client.get_account()["SendQuota"])
    except (BotoCoreError, ClientError) as error:
        raise Unavailable("SES does not tell the account's sending quota.") from error


def _quota(quota: dict[str, float]) -> EmailQuota:
    return EmailQuota(
        per_second=quota["MaxSendRate"],
        per_24_hours=quota["Max24HourSend"],
        sent_last_24_hours=quota["SentLast24Hours"],
    )
