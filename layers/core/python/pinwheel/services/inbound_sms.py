"""Texts from phones: opt-outs, answers, forwarding, and events that campaigns can wait for (spec 07, 3.2).

    was it seen to? -> opt out or in -> events -> mark as answered -> answer -> forward -> mark as done

All before the first mark may be repeated without harm. The mark is set before the answer goes out, so that
SNS, which may deliver twice, never makes us answer twice; a text that was answered but not forwarded is
forwarded when it comes again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from pinwheel.domain import keys, message_tags
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import Conflict, Invalid
from pinwheel.domain.events import EventRecord
from pinwheel.domain.inbound_sms import InboundText, forwarded
from pinwheel.domain.keywords import Action, Keyword, match
from pinwheel.domain.message_context import unpack
from pinwheel.domain.numbers import OptOutHandling
from pinwheel.domain.sms import SMS, TRANSACTIONAL, OutgoingSms, Sender
from pinwheel.domain.sms_feedback import OPTED_OUT, RECEIVED, Report, record
from pinwheel.domain.times import epoch_millis
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import ABSENT, Documents, Put
from pinwheel.ports.endpoints import EndpointReader, EndpointUpdate, EndpointWriter
from pinwheel.ports.events import EventStream
from pinwheel.ports.sms import SmsProvider
from pinwheel.ports.topics import Topics
from pinwheel.services.numbers import get_number, own_keywords, owners
from pinwheel.services.opt_outs import opt_in, opt_out
from pinwheel.services.sent_texts import last_text

REMEMBERED = timedelta(days=15)
"""Longer than a queue keeps a message."""
LONGEST_BODY = 1_600


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundTools:
    """What seeing to texts takes; `answers` is the bare carrier: the answer to STOP goes to who opted out."""

    documents: Documents
    reader: EndpointReader
    writer: EndpointWriter
    stream: EventStream
    answers: SmsProvider
    topics: Topics
    clock: Clock
    account_id: str


def receive_text(text: InboundText, *, tools: InboundTools) -> str:
    """See to a text from a phone, once; answers what was done, for the log.

    Raises:
        Unavailable: something was not taken; the text must come again.
    """
    mark = tools.documents.get(keys.inbound_text(text.inbound_message_id))
    if mark is not None and mark.body["Done"]:
        return "seen to before"
    return _Reception(text, is_answered=mark is not None, tools=tools).see_to()


class _Reception:
    """One text being seen to."""

    def __init__(self, text: InboundText, *, is_answered: bool, tools: InboundTools) -> None:
        self._text = text
        self._tools = tools
        self._is_answered = is_answered
        self._number = get_number(text.destination_number, documents=tools.documents)
        self._keyword = self._find_keyword()
        self._previous, self._entries = last_text(
            text.origination_number, self._number.number, documents=tools.documents
        )

    def see_to(self) -> str:
        """Do all that follows from the text."""
        changed = self._change_opt_out()
        self._tools.stream.publish(self._events(changed))
        if not self._is_answered:
            if not self._claim():
                return "another one sees to it"
            self._answer()
        self._forward()
        self._mark(done=True)
        return changed.value if changed else "keyword" if self._keyword else "text"

    def _find_keyword(self) -> Keyword | None:
        """Find the keyword that counts: with two-way off only who opts out, in or asks for help is heard."""
        own = own_keywords(self._number.number, documents=self._tools.documents)
        if self._number.two_way_enabled:
            return match(self._text.message_body, own)
        heard = {word: each for word, each in own.items() if each.standard or each.action is Action.OPT_OUT}
        return match(self._text.message_body, heard)

    def _change_opt_out(self) -> Action | None:
        """Opt the phone out or in; tells which of both the text asks for."""
        keyword, number = self._keyword, self._number
        if keyword is None or number.opt_out_handling is OptOutHandling.SELF_MANAGED:
            return None
        phone, documents = self._text.origination_number, self._tools.documents
        if keyword.action is Action.OPT_OUT:
            opt_out(number.number, phone, word=keyword.word, documents=documents, clock=self._tools.clock)
            self._set_opt_out("ALL")
        elif keyword.action is Action.OPT_IN:
            # Endpoints that were opted out in another way stay so: START undoes STOP and nothing else.
            if opt_in(number.number, phone, documents=documents):
                self._set_opt_out("NONE")
        else:
            return None
        return keyword.action

    def _set_opt_out(self, value: str) -> None:
        if not self._number.opts_endpoints_out:
            return
        for application_id, endpoint in self._endpoints:
            if endpoint.opt_out != value:
                document = {"OptOut": value, "EndpointStatus": endpoint.endpoint_status}
                self._tools.writer.upsert_many(application_id, [EndpointUpdate(endpoint.id, document, "")])

    @cached_property
    def _owners(self) -> tuple[list[str], bool]:
        return owners(self._number, documents=self._tools.documents)

    @cached_property
    def _endpoints(self) -> list[tuple[str, Endpoint]]:
        application_ids, _ = self._owners
        phone = self._text.origination_number
        found = [(each, self._tools.reader.of_address(each, SMS, phone)) for each in application_ids]
        return [(each, endpoint) for each, endpoint in found if endpoint is not None]

    def _events(self, changed: Action | None) -> list[EventRecord]:
        """Tell of the text, and of an opt-out, wherever the phone is known; else to whom wrote to it last."""
        kinds = [RECEIVED] if self._number.two_way_enabled else []
        kinds += [OPTED_OUT] if changed is Action.OPT_OUT else []
        tags, _ = unpack(self._entries)
        last = tags.get(message_tags.APPLICATION)
        people = dict(self._endpoints)
        application_ids, is_own = self._owners
        told = [each for each in application_ids if each in people or each == last or is_own]
        events = [
            record(
                self._report(kind, _tags_for(application_id, people.get(application_id), tags)),
                account_id=self._tools.account_id,
            )
            for application_id in told
            for kind in kinds
        ]
        return [event for event in events if event is not None]

    def _report(self, kind: str, tags: Mapping[str, str]) -> Report:
        """Write the event from the message's side: our number is still where messages come from."""
        text = self._text
        return Report(
            event_type=kind,
            status="OPTED_OUT" if kind == OPTED_OUT else "RECEIVED",
            message_id=text.inbound_message_id,
            phone=text.origination_number,
            number=text.destination_number,
            at_millis=epoch_millis(self._tools.clock.now()),
            message_type=TRANSACTIONAL.capitalize(),
            tags=tags,
            extra={
                "message_keyword": self._keyword.word if self._keyword else text.message_keyword,
                "message_body": text.message_body[:LONGEST_BODY],
                "inbound_message_id": text.inbound_message_id,
                "previous_published_message_id": text.previous_published_message_id or self._previous,
            },
        )

    def _claim(self) -> bool:
        """Say that nobody else must answer; false when somebody else said so first."""
        try:
            self._mark(done=False, expect=ABSENT)
        except Conflict:
            return False
        return True

    def _mark(self, *, done: bool, expect: int | None = None) -> None:
        key = keys.inbound_text(self._text.inbound_message_id)
        expires_at = int((self._tools.clock.real_now() + REMEMBERED).timestamp())
        put = Put(key, {"Done": done}, expires_at=expires_at)
        if expect is not None:
            put = Put(key, {"Done": done}, expect=expect, expires_at=expires_at)
        self._tools.documents.write([put])

    def _answer(self) -> None:
        """Answer a keyword from the number that was written to."""
        keyword = self._keyword
        if keyword is None or not keyword.answer.strip() or not self._answers_itself(keyword):
            return
        message = OutgoingSms(
            to_number=self._text.origination_number,
            body=keyword.answer,
            sender=Sender(origination_number=self._number.number),
            message_type=TRANSACTIONAL,
            tags=self._answer_tags(),
        )
        self._tools.answers.send_batch([message])

    def _answers_itself(self, keyword: Keyword) -> bool:
        """Tell whether we answer this word; the standard ones may be the carrier's or the customer's."""
        is_ours = self._number.opt_out_handling is OptOutHandling.PINWHEEL
        return is_ours or (keyword.standard is None and keyword.action is Action.AUTOMATIC_RESPONSE)

    def _answer_tags(self) -> tuple[tuple[str, str], ...]:
        tags, _ = unpack(self._entries)
        last = tags.get(message_tags.APPLICATION)
        for application_id, endpoint in self._endpoints:
            if last in (None, application_id):
                return ((message_tags.APPLICATION, application_id), (message_tags.ENDPOINT, endpoint.id))
        return ((message_tags.APPLICATION, last),) if last else ()

    def _forward(self) -> None:
        if not self._number.two_way_enabled or not self._number.topic_arn:
            return
        word = self._keyword.word if self._keyword else ""
        message = forwarded(self._text, keyword=word, previous=self._previous)
        try:
            self._tools.topics.publish(self._number.topic_arn, message)
        except Invalid:
            # The topic is gone: nothing that comes again would help.
            return


def _tags_for(application_id: str, endpoint: Endpoint | None, last: Mapping[str, Any]) -> dict[str, str]:
    """Name whose event it is; what it answers is known where the same application wrote last."""
    tags = dict(last) if last.get(message_tags.APPLICATION) == application_id else {}
    tags.pop(message_tags.TRACE, None)
    tags[message_tags.APPLICATION] = application_id
    if endpoint is not None:
        tags[message_tags.ENDPOINT] = endpoint.id
        if endpoint.user_id:
            tags[message_tags.USER] = endpoint.user_id
    return tags
