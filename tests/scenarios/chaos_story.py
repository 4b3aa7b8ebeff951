"""What a campaign under faults is made of, drawn by the seed: schedules, limits, channels, hooks."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace

import msgspec

from pinwheel.services.courier import HookOutcome

ZONES = ("Europe/London", "America/New_York", "America/Los_Angeles", "Asia/Tokyo", "Europe/Berlin", "")
ALL_DAY = {"Start": "00:00", "End": "23:59"}


@dataclass(frozen=True, slots=True)
class Story:
    """Which features are at play; all false is a plain campaign."""

    is_local: bool = False
    is_quiet: bool = False
    has_caps: bool = False
    has_hook: bool = False
    has_texts: bool = False

    @classmethod
    def drawn(cls, seed):
        """Draw each feature for every third story or so; every fourth story is plain."""
        dice = random.Random(f"story {seed}")
        return cls() if seed % 4 == 0 else cls(*(dice.random() < 0.35 for _ in range(5)))

    def zone(self, number):
        """Give the zone of an endpoint; some have none."""
        return {"Timezone": ZONES[number % len(ZONES)]} if ZONES[number % len(ZONES)] else {}

    def request(self, request):
        """Add what the story needs to a campaign's request."""
        request = {**request, "Schedule": {**request["Schedule"]}}
        if self.is_local:
            request["Schedule"] |= {"IsLocalTime": True, "Timezone": "UTC", "Frequency": "ONCE"}
        if self.is_quiet:
            request["Schedule"]["QuietTime"] = ALL_DAY
        if self.has_caps:
            request["Limits"] = {"Daily": 1, "Total": 1}
        if self.has_texts:
            request["MessageConfiguration"] = {
                **request["MessageConfiguration"],
                "SMSMessage": {"Body": "Hello", "MessageType": "PROMOTIONAL"},
            }
        return request


def number_of(name):
    """Read an endpoint's number from its ID."""
    return int(name.rpartition("-")[2])


def is_dropped(name):
    """Tell whom the hook leaves out."""
    return number_of(name) % 9 == 1


def is_failed(name):
    """Tell for whom the hook's call fails."""
    return number_of(name) % 11 == 2


class FilterHook:
    """A hook that gives the same answer about an endpoint whenever it is asked."""

    def ask(self, _plan, _chunk, endpoints):
        kept = {each.id: each for each in endpoints if not is_dropped(each.id) and not is_failed(each.id)}
        return HookOutcome(kept=kept, failed={each.id: "no" for each in endpoints if is_failed(each.id)})


class TextCourier:
    """A courier of SMS over the same provider as all e-mail."""

    family = "SMS"

    def __init__(self, provider):
        self._provider = provider

    def compile(self, data, *, now):
        assert now is not None
        return data

    def refusals(self, _application_id, _endpoints):
        return {}

    def make(self, _content, endpoint, context):
        return SimpleNamespace(to_address=endpoint.address, context=context)

    def send_batch(self, messages: Sequence[SimpleNamespace]):
        return self._provider.send_batch(messages)

    def after(self, endpoints, results):
        assert len(endpoints) == len(results)


def load_text(_application_id, _channel_type, message, _template, /, **_):
    """Load the text of a story that has one."""
    body = (message.get("SMSMessage") or {}).get("Body")
    return msgspec.json.encode(body) if body else None
