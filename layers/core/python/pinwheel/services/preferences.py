"""The preference page of an application: what it shows, and what becomes of what a person chooses there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from pinwheel.domain import keys
from pinwheel.domain.endpoints import Endpoint, endpoint_key
from pinwheel.domain.preference_pages import Choice
from pinwheel.domain.preference_texts import channel_name
from pinwheel.domain.preferences import (
    OFF,
    ON,
    Preferences,
    Topic,
    masked,
    read_preferences,
    words_in,
)
from pinwheel.domain.unsubscribe import Recipient
from pinwheel.ports.documents import Check, Documents, Put
from pinwheel.ports.endpoints import EndpointReader, EndpointUpdate
from pinwheel.services.applications import require_application
from pinwheel.services.unsubscribe import ALL, Registry, email_endpoints, opt_out, unsubscribe_event

NONE = "NONE"
MOST_ENDPOINTS = 50


def get_preferences(application_id: str, *, documents: Documents) -> Preferences:
    """Give an application's choices.

    Raises:
        NotFound: there is no such application.
    """
    require_application(application_id, documents=documents)
    return stored_preferences(application_id, documents=documents)


def stored_preferences(application_id: str, *, documents: Documents) -> Preferences:
    """Give an application's choices without asking whether there is one."""
    found = documents.get(keys.preferences(application_id))
    return Preferences() if found is None else read_preferences(found.body)


def one_click(application_id: str, *, documents: Documents) -> str:
    """Tell which e-mails of an application carry the headers: `CAMPAIGNS`, `ALL` or `OFF`."""
    return stored_preferences(application_id, documents=documents).OneClick


def put_preferences(application_id: str, body: Mapping[str, Any], *, documents: Documents) -> Preferences:
    """Choose anew; what is not named has its default again.

    Raises:
        NotFound: there is no such application.
        Invalid: a member breaks a rule.
    """
    application = require_application(application_id, documents=documents)
    chosen = read_preferences(body)
    built: dict[str, Any] = msgspec.to_builtins(chosen)
    documents.write(
        [
            Put(keys.preferences(application_id), built),
            Check(application.key, application.revision),
        ]
    )
    return chosen


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a link stands for: all endpoints of the user, or those of the address."""

    endpoints: Sequence[Endpoint]

    @property
    def user_id(self) -> str | None:
        """The user that the endpoints belong to."""
        return next((each.user_id for each in self.endpoints if each.user_id), None)

    def topic(self, topic: Topic) -> bool:
        """Tell what the person has chosen for a topic, or what holds without a choice."""
        for endpoint in self.endpoints:
            held = endpoint.user_attributes if self.user_id else endpoint.attributes
            values = held.get(topic.Attribute)
            if values:
                return values[0].lower() not in {OFF, "no", "0"}
        return topic.Default

    def channels(self, language: str) -> list[Choice]:
        """Give the boxes of the channels."""
        return [
            Choice(
                endpoint_key(each.id),
                channel_name(each.channel_type or "", language),
                _shown(each),
                is_on=each.opt_out != ALL,
            )
            for each in self.endpoints
        ]

    def topics(self, preferences: Preferences, language: str) -> list[Choice]:
        """Give the boxes of the topics."""
        default = preferences.Language
        return [
            Choice(
                topic.Attribute,
                words_in(topic.Title, language, default),
                words_in(topic.Description, language, default) if topic.Description else "",
                is_on=self.topic(topic),
            )
            for topic in preferences.Topics
        ]


def _shown(endpoint: Endpoint) -> str:
    """Show the address of who has one that people know; a device's token tells them nothing."""
    readable = endpoint.channel_type in {"EMAIL", "SMS", "VOICE"}
    return masked(endpoint.address) if readable and endpoint.address else ""


def find_person(recipient: Recipient, *, reader: EndpointReader) -> Person:
    """Find whom a link stands for."""
    own = email_endpoints(recipient, reader=reader)
    named = reader.get(recipient.application_id, recipient.endpoint_id) if recipient.endpoint_id else None
    found = ([named] if named else []) + own
    user_id = next((each.user_id for each in found if each.user_id), None)
    if user_id:
        found += reader.of_user(recipient.application_id, user_id)
    by_key = {endpoint_key(each.id): each for each in found if each.user_id == user_id or each in own}
    return Person(list(by_key.values())[:MOST_ENDPOINTS])


def save_choices(
    recipient: Recipient, channels: Iterable[str], topics: Iterable[str], *, registry: Registry
) -> None:
    """Keep what a person chose: `channels` are keys of endpoints that may go on, `topics` what is wanted.

    Raises:
        NotFound: the application is gone.
        Unavailable: not all of it was kept; the same call again is safe.
    """
    application_id = recipient.application_id
    preferences = get_preferences(application_id, documents=registry.documents)
    person = find_person(recipient, reader=registry.reader)
    wanted = set(channels)
    leaving = [
        each for each in person.endpoints if endpoint_key(each.id) not in wanted and each.opt_out != ALL
    ]
    coming = [each for each in person.endpoints if endpoint_key(each.id) in wanted and each.opt_out == ALL]
    emails = [each for each in leaving if each.channel_type == "EMAIL"]
    if emails:
        registry.stream.publish([unsubscribe_event(recipient, each, registry=registry) for each in emails])
    if leaving:
        opt_out(application_id, leaving, registry=registry)
    if coming:
        opt_out(application_id, coming, registry=registry, value=NONE)
    _save_topics(application_id, person, preferences, set(topics), registry=registry)


def _save_topics(
    application_id: str,
    person: Person,
    preferences: Preferences,
    topics: set[str],
    *,
    registry: Registry,
) -> None:
    chosen = {topic.Attribute: [ON if topic.Attribute in topics else OFF] for topic in preferences.Topics}
    if not chosen or not person.endpoints:
        return
    user_id = person.user_id
    updates: list[tuple[Endpoint, dict[str, Any]]]
    if user_id:
        holder = next(each for each in person.endpoints if each.user_id == user_id)
        updates = [(holder, {"User": {"UserId": user_id, "UserAttributes": chosen}})]
    else:
        updates = [(each, {"Attributes": chosen}) for each in person.endpoints]
    registry.writer.upsert_many(
        application_id,
        [
            EndpointUpdate(each.id, {**change, "EndpointStatus": each.endpoint_status}, "preferences")
            for each, change in updates
        ],
    )
