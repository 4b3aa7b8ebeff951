"""Sending one audience chunk: what goes out, what is written down, what is said about it."""

from __future__ import annotations

import json
from datetime import timedelta

import msgspec
import pytest

from pinwheel.domain import keys
from pinwheel.domain.campaigns.allotment import allotment
from pinwheel.domain.caps import CapRule, Claim
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import Conflict, Unavailable
from pinwheel.domain.messages import DeliveryStatus, SendResult
from pinwheel.domain.messages_email import EmailContent
from pinwheel.domain.quiet_time import QuietTime
from pinwheel.domain.runs.ledger import Chunk, ChunkState, Cursor
from pinwheel.domain.runs.plan import RunPlan, Treatment
from pinwheel.ports.documents import Put
from pinwheel.ports.email import EmailQuota
from pinwheel.services.courier import HookOutcome
from pinwheel.services.couriers.email import EmailCourier
from pinwheel.services.rates import SendRates
from pinwheel.services.run_standing import run_now
from pinwheel.services.sending import LEASE_SECONDS, RECHECK_SECONDS, Contents, SendingTools, send_chunk
from tests.fakes.caps import MemoryCaps
from tests.fakes.documents import MemoryDocuments
from tests.fakes.email import FakeEmail
from tests.fakes.events import MemoryEventStream
from tests.fakes.governor import MemoryGovernor
from tests.fakes.ledger import MemoryLedger
from tests.fakes.system import CountingIds, FrozenClock, MemoryBlobs, MemoryQueue

APP, CAMPAIGN, RUN, CHUNK = "a" * 32, "c" * 32, "0" * 32, "000-000000"
START = "2026-11-02T12:00:00.000Z"


class Office:
    """A run with one chunk of recipients, ready to be sent."""

    def __init__(self, count=3, *, per_second=1000.0, **plan):
        self.clock = FrozenClock()
        self.nap = lambda seconds: self.clock.advance(seconds=seconds)
        self.ids = CountingIds()
        self.documents = MemoryDocuments()
        self.ledger = MemoryLedger()
        self.blobs = MemoryBlobs()
        self.provider = FakeEmail(per_second=per_second)
        self.governor = MemoryGovernor()
        self.caps = MemoryCaps()
        self.queue = MemoryQueue()
        self.stream = MemoryEventStream()
        self.rates = SendRates(
            governor=self.governor, quota=self.provider.quota, clock=self.clock, sleep=self.sleep
        )
        self.courier = EmailCourier(provider=self.provider, documents=self.documents)
        self._furnish(count, plan)

    def _furnish(self, count, plan):
        content = EmailContent(
            from_address="shop@example.com",
            subject="Hello {{Attributes.Name}}",
            html="<p>{{Attributes.Name}}</p>",
            from_template=True,
        )
        self.blobs.put("content", msgspec.json.encode(content))
        endpoints = [
            Endpoint(
                id=f"e{number}",
                application_id=APP,
                channel_type="EMAIL",
                address=f"p{number}@example.com",
                attributes={"Name": [f"N{number}"]},
                user_id=f"u{number}",
                user_attributes={"Tier": ["gold"]},
            )
            for number in range(count)
        ]
        self.put_recipients(endpoints)
        self.ledger.open(
            RunPlan(
                **{
                    "run_id": RUN,
                    "application_id": APP,
                    "campaign_id": CAMPAIGN,
                    "campaign_version": 1,
                    "segment_id": "5" * 32,
                    "segment_version": 1,
                    "scheduled": START,
                    "started": START,
                    "shares": allotment(CAMPAIGN, {}, 0),
                    "treatments": (Treatment(id="0", activity_id="act", contents={"EMAIL": "content"}),),
                    "slices": 1,
                    **plan,
                }
            )
        )
        chunk = Chunk(id=CHUNK, blob="people", treatment_id="0", channel="EMAIL", progress="." * count)
        self.ledger.advance(
            RUN,
            0,
            old=Cursor(bucket=0),
            new=Cursor(bucket=256, chunks=1, step=1),
            is_done=True,
            chunks=[chunk],
            counters={"0/SEEN": count},
        )

    def put_recipients(self, endpoints):
        self.blobs.put("people", b"\n".join(msgspec.json.encode(each) for each in endpoints))

    def sleep(self, seconds):
        self.nap(seconds)

    def send(self, *, seconds=180, hook=None):
        tools = SendingTools(
            caps=self.caps,
            hook=hook,
            ledger=self.ledger,
            documents=self.documents,
            blobs=self.blobs,
            contents=Contents(self.blobs),
            courier=self.courier,
            rates=self.rates,
            queue=self.queue,
            stream=self.stream,
            clock=self.clock,
            ids=self.ids,
            sleep=self.sleep,
            account_id="000000000000",
        )
        return send_chunk(
            RUN, CHUNK, deadline=self.clock.real_now() + timedelta(seconds=seconds), tools=tools
        )

    @property
    def chunk(self):
        return self.ledger.chunks[RUN, CHUNK]

    def statuses(self):
        return [event.attributes["campaign_send_status"] for event in self.stream.published]


def test_each_recipient_gets_the_message_made_for_them():
    office = Office()

    assert office.send() == "sent"

    assert [(mail.to_address, mail.subject, mail.html) for mail in office.provider.sent] == [
        (f"p{number}@example.com", f"Hello N{number}", f"<p>N{number}</p>") for number in range(3)
    ]
    assert office.provider.sent[0].from_address == "shop@example.com"
    assert dict(office.provider.sent[0].tags) == {
        "application": APP,
        "campaign": CAMPAIGN,
        "activity": "act",
        "treatment": "0",
        "endpoint": "e0",
        "user": "u0",
    }
    run = office.ledger.run(RUN)
    assert run.counters == {"0/SEEN": 3, "0/SUCCESS": 3}
    assert run.is_closed


def test_the_events_are_the_documented_records():
    office = Office(count=1)

    office.send()

    (event,) = office.stream.published
    assert event.event_type == "_campaign.send"
    assert event.attributes == {
        "campaign_id": CAMPAIGN,
        "campaign_activity_id": "act",
        "treatment_id": "0",
        "delivery_type": "EMAIL",
        "campaign_send_status": "SUCCESS",
    }
    assert event.client == {"client_id": "e0"}
    assert event.batch_id == f"{RUN}/{CHUNK}/0"
    copy = json.loads(event.client_context["custom"]["endpoint"])
    assert copy["User"] == {"UserId": "u0", "UserAttributes": {"Tier": ["gold"]}}
    assert (copy["ChannelType"], copy["EndpointStatus"], copy["OptOut"]) == ("EMAIL", "ACTIVE", "NONE")


def test_events_come_in_batches_that_fit_a_record():
    office = Office(count=450)

    office.send()

    assert {event.batch_id for event in office.stream.published} == {
        f"{RUN}/{CHUNK}/{part}" for part in range(3)
    }
    assert max(office.provider.batches) <= 50


def test_a_chunk_that_is_done_is_not_sent_again():
    office = Office()
    office.send()

    assert office.send() == "done before"

    assert len(office.provider.sent) == 3
    assert len(office.stream.published) == 3


def test_a_second_sender_leaves_the_first_alone_and_comes_back_later():
    office = Office()
    now = office.clock.real_now().timestamp()
    office.ledger.claim(RUN, CHUNK, owner="first", now=now, lease_until=now + LEASE_SECONDS)

    assert office.send() == "another sender has it"

    assert office.provider.sent == []
    assert office.queue.sent == [{"RunId": RUN, "Chunk": CHUNK}]
    assert office.queue.delays == [timedelta(seconds=LEASE_SECONDS + 1)]


def test_who_takes_over_never_sends_again_what_may_have_been_sent():
    office = Office()
    now = office.clock.real_now().timestamp()
    office.ledger.claim(RUN, CHUNK, owner="dead", now=now, lease_until=now + 10)
    dead = msgspec.structs.replace(office.chunk, progress="S?.")
    office.ledger.record(RUN, dead)
    office.clock.advance(seconds=11)

    office.send()

    assert [mail.to_address for mail in office.provider.sent] == ["p2@example.com"]
    assert office.statuses() == ["SUCCESS", "UNKNOWN", "SUCCESS"]


def test_a_message_that_cannot_be_made_fails_alone_and_says_why():
    office = Office()
    office.put_recipients(
        [
            Endpoint(id="e0", channel_type="EMAIL", address="p0@example.com"),
            Endpoint(id="e1", channel_type="EMAIL", address="p1@example.com", attributes={"Name": ["N"]}),
            Endpoint(id="e2", channel_type="EMAIL", address="p2@example.com", attributes={"Name": ["N"]}),
        ]
    )

    office.send()

    assert office.statuses() == ["FAILURE_PERMANENT", "SUCCESS", "SUCCESS"]
    assert "Name" in office.stream.published[0].attributes["campaign_send_status_message"]


def test_a_suppressed_address_is_not_sent_to_and_the_record_says_so():
    office = Office()
    entry = {"Address": "P1@example.com", "Reason": "BOUNCE"}
    office.documents.write([Put(keys.suppression(APP, "p1@example.com"), entry)])

    office.send()

    assert office.statuses() == ["SUCCESS", "FAILURE_PERMANENT", "SUCCESS"]
    assert "suppression" in office.stream.published[1].attributes["campaign_send_status_message"]


def test_what_the_provider_refuses_for_the_moment_is_tried_again():
    office = Office()
    office.provider.answers["p1@example.com"] = SendResult(status=DeliveryStatus.THROTTLED)

    def relent(seconds):
        office.provider.answers.clear()
        office.clock.advance(seconds=seconds)

    office.nap = relent

    office.send()

    assert office.statuses() == ["SUCCESS"] * 3
    assert len(office.provider.sent) == 3


def test_what_the_provider_goes_on_refusing_is_given_up_after_many_rounds():
    office = Office()
    office.provider.answers["p1@example.com"] = SendResult(
        status=DeliveryStatus.TEMPORARY_FAILURE, detail="busy"
    )
    office.provider.answers["p2@example.com"] = SendResult(status=DeliveryStatus.THROTTLED)

    for _ in range(30):
        if office.send() == "sent":
            break
        office.clock.advance(seconds=office.queue.delays[-1].total_seconds())

    assert office.statuses() == ["SUCCESS", "TRANSIENT_FAILURE", "THROTTLED"]
    assert max(office.queue.delays) > timedelta(minutes=5)


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (DeliveryStatus.PERMANENT_FAILURE, "FAILURE_PERMANENT"),
        (DeliveryStatus.OPT_OUT, "FAILURE_PERMANENT"),
        (DeliveryStatus.UNKNOWN_FAILURE, "UNKNOWN"),
        (DeliveryStatus.DUPLICATE, "DUPLICATE_ADDRESS"),
    ],
)
def test_a_final_answer_is_reported_in_the_words_of_campaigns(status, told):
    office = Office(count=1)
    office.provider.answers["p0@example.com"] = SendResult(status=status, detail="because")

    office.send()

    assert office.statuses() == [told]
    assert office.stream.published[0].attributes["campaign_send_status_message"] == "because"


def test_near_the_end_of_the_function_the_rest_is_left_to_the_next():
    office = Office(count=30, per_second=1.0)

    assert office.send(seconds=40) == "put back"

    sent = len(office.provider.sent)
    assert 5 <= sent <= 11
    assert office.chunk.state is ChunkState.READY
    assert office.chunk.progress == "S" * sent + "." * (30 - sent)
    assert office.queue.sent == [{"RunId": RUN, "Chunk": CHUNK}]


def test_a_campaigns_own_rate_is_kept():
    office = Office(count=20, messages_per_second=10)
    begin = office.clock.real_now()

    office.send()

    assert office.clock.real_now() - begin >= timedelta(seconds=1.5)


def test_an_exhausted_quota_puts_the_chunk_off_without_losing_anybody():
    office = Office()
    office.provider.allowed = EmailQuota(per_second=10, per_24_hours=200, sent_last_24_hours=200)

    assert office.send() == "put back"

    assert office.provider.sent == []
    assert office.chunk.progress == "..."
    assert office.queue.delays == [timedelta(seconds=900)]


def test_a_run_that_is_out_of_time_sends_nothing_more():
    office = Office(maximum_duration=60)
    office.clock.advance(seconds=61)

    office.send()

    assert office.provider.sent == []
    assert office.statuses() == ["EXPIRED"] * 3


def test_a_cancelled_run_sends_nothing_more_and_accounts_for_everybody():
    office = Office()
    office.ledger.cancel(RUN)

    office.send()

    assert office.provider.sent == []
    assert office.statuses() == ["FAILURE"] * 3


def test_nothing_is_counted_before_the_events_are_out():
    office = Office()
    office.stream.failing = True
    with pytest.raises(Unavailable):
        office.send()
    assert office.ledger.run(RUN).chunks_done == 0

    office.stream.failing = False
    office.clock.advance(seconds=LEASE_SECONDS + 1)
    office.send()

    assert len(office.provider.sent) == 3
    assert office.statuses() == ["SUCCESS"] * 3
    assert office.ledger.run(RUN).chunks_done == 1


def test_a_run_that_is_gone_asks_for_nothing():
    office = Office()
    office.ledger.runs.clear()

    assert office.send() == "the run was deleted"
    assert office.provider.sent == []


def test_a_run_that_is_deleted_under_a_sender_stops_it_and_publishes_nothing(monkeypatch):
    office = Office(per_second=1.0)
    send = office.provider.send_batch

    def send_and_lose_the_run(emails):
        office.ledger.erase(RUN)
        office.clock.advance(seconds=RECHECK_SECONDS + 1)
        return send(emails)

    monkeypatch.setattr(office.provider, "send_batch", send_and_lose_the_run)
    with pytest.raises(Conflict):
        office.send()

    assert len(office.provider.sent) == 1
    assert office.stream.published == []


QUIET = Treatment(
    id="0", activity_id="act", contents={"EMAIL": "content"}, quiet_time=QuietTime("21:00", "08:00")
)


def zoned(*zones):
    return [
        Endpoint(
            id=f"e{number}",
            application_id=APP,
            channel_type="EMAIL",
            address=f"p{number}@example.com",
            demographic={"Timezone": zone} if zone else {},
            attributes={"Name": ["N"]},
        )
        for number, zone in enumerate(zones)
    ]


def test_who_has_quiet_time_gets_nothing_and_who_has_no_zone_does():
    office = Office(3, treatments=(QUIET,))
    office.put_recipients(zoned("America/New_York", "Europe/Berlin", None))

    office.send()

    assert office.statuses() == ["QUIET_TIME", "SUCCESS", "SUCCESS"]
    assert len(office.provider.sent) == 2


def test_quiet_time_that_begins_while_the_chunk_waits_is_kept():
    office = Office(2, per_second=1.0, treatments=(QUIET,))
    office.put_recipients(zoned("Asia/Tokyo", "Asia/Tokyo"))
    # 12:00 UTC is 21:00 in Tokyo; the clock stands a minute earlier at first.
    office.clock.advance(seconds=-60)
    office.nap = lambda _: office.clock.advance(seconds=61)

    office.send()

    assert sorted(office.statuses()) == ["QUIET_TIME", "SUCCESS"]


def test_caps_of_campaign_and_application_settle_whom_they_stop():
    office = Office(3, caps=CapRule(campaign_id=CAMPAIGN, total=1, app_daily=1))
    rule = CapRule(campaign_id="other", app_daily=1)
    office.caps.claim(APP, rule, [Claim(endpoint_id="e1", token="r")], now=office.clock.now())
    rule = CapRule(campaign_id=CAMPAIGN, total=1)
    office.caps.claim(APP, rule, [Claim(endpoint_id="e2", token="r")], now=office.clock.now())

    office.send()

    assert office.statuses() == ["SUCCESS", "DAILY_CAP", "CAMPAIGN_CAP"]
    assert office.ledger.run(RUN).count("0", "DAILY_CAP") == 1


def test_a_sender_that_takes_over_does_not_count_those_twice_whom_it_finds_waiting():
    office = Office(2, per_second=1.0, caps=CapRule(campaign_id=CAMPAIGN, daily=1))
    office.provider.crash = RuntimeError("gone")
    with pytest.raises(RuntimeError):
        office.send()
    office.clock.advance(seconds=LEASE_SECONDS + 60)

    office.send()

    assert sorted(office.statuses()) == ["SUCCESS", "UNKNOWN"]


def test_suppressed_in_quiet_time_is_targeted_for_the_total_and_not_counted_for_the_day():
    rule = CapRule(campaign_id=CAMPAIGN, total=1, daily=1)
    office = Office(1, caps=rule, treatments=(QUIET,))
    office.put_recipients(zoned("America/New_York"))

    office.send()

    assert office.statuses() == ["QUIET_TIME"]
    assert office.caps.daily[APP, "e0"] == ()
    assert office.caps.totals[APP, "e0", CAMPAIGN] == (RUN,)


def test_nobody_is_sent_to_after_the_end_though_their_slot_was_booked_before_it():
    office = Office(2, messages_per_second=1, maximum_duration=60)
    office.clock.advance(seconds=59.5)

    office.send()

    assert len(office.provider.sent) == 1
    assert office.statuses() == ["SUCCESS", "EXPIRED"]


def test_how_a_run_stands_is_told_while_its_only_chunk_is_being_sent():
    office = Office(10, messages_per_second=1)
    seen: list[int] = []

    def nap(seconds):
        office.clock.advance(seconds=seconds)
        seen.append(_sent(office))

    office.nap = nap

    office.send()

    assert seen == sorted(seen)
    assert {0, 5, 9} <= set(seen)
    assert _sent(office) == 10


def _sent(office):
    run = run_now(RUN, ledger=office.ledger)
    assert run is not None
    return run.count("0", "SUCCESS")


def test_chunks_of_events_expire_and_are_claimed_by_event():
    office = Office(1, is_event=True, caps=CapRule(campaign_id=CAMPAIGN, daily=1))
    now = office.clock.now().timestamp()
    office.ledger.chunks[RUN, CHUNK] = msgspec.structs.replace(office.chunk, expires_at=now + 300)
    office.clock.advance(seconds=301)

    office.send()

    assert office.statuses() == ["EXPIRED"]
    assert office.provider.sent == []


class Hook:
    """Keeps all but `e0`, renames `e1`, and fails for `e2`."""

    def __init__(self):
        self.asked = []

    def __call__(self, plan, chunk, endpoints):
        self.asked.append([each.id for each in endpoints])
        kept = {each.id: each for each in endpoints if each.id not in {"e0", "e2"}}
        if "e1" in kept:
            kept["e1"] = msgspec.structs.replace(kept["e1"], attributes={"Name": ["Hooked"]})
        failed = {"e2": "The function took too long."} if any(each.id == "e2" for each in endpoints) else {}
        return HookOutcome(kept=kept, failed=failed)


def test_a_hook_changes_leaves_out_and_fails_endpoints():
    office, hook = Office(4, hook={"LambdaFunctionName": "filter"}), Hook()

    office.send(hook=hook)

    assert [mail.subject for mail in office.provider.sent] == ["Hello Hooked", "Hello N3"]
    events = {event.endpoint_id: event.attributes for event in office.stream.published}
    assert set(events) == {"e1", "e2", "e3"}
    assert events["e2"]["campaign_send_status"] == "HOOK_FAILURE"
    assert events["e2"]["campaign_send_status_message"] == "The function took too long."
    assert office.ledger.run(RUN).count("0", "DROPPED") == 1


def test_a_hook_is_asked_about_fifty_at_a_time_and_not_about_whom_caps_stop():
    office, hook = (
        Office(120, hook={"WebUrl": "https://x"}, caps=CapRule(campaign_id=CAMPAIGN, daily=1)),
        Hook(),
    )
    rule = CapRule(campaign_id=CAMPAIGN, daily=1)
    office.caps.claim(APP, rule, [Claim(endpoint_id="e7", token="r")], now=office.clock.now())

    office.send(hook=hook)

    assert [len(names) for names in hook.asked] == [49, 50, 20]
    assert "e7" not in hook.asked[0]
    assert office.ledger.run(RUN).count("0", "DAILY_CAP") == 1


def test_direct_messages_that_came_first_leave_less_room_in_a_slot():
    office = Office(8, per_second=4.0)
    own = office.rates.pace(office.ledger.run(RUN).plan)
    now = office.clock.real_now().timestamp()
    for _ in range(6):
        office.governor.reserve("EMAIL", now=now, spacing=own.spacing, patience=60.0)
    taken: list[object] = []

    def nap(seconds):
        if not taken:
            at = office.clock.real_now().timestamp()
            taken.append(office.governor.reserve_first("EMAIL", 1, own=own, now=at, patience=60.0))
        office.clock.advance(seconds=seconds)

    office.nap = nap
    assert office.send() == "sent"

    assert office.statuses() == ["SUCCESS"] * 8
    assert all(size <= own.burst for size in office.provider.batches)


def test_a_channel_that_was_disabled_meanwhile_sends_nothing_and_says_so():
    office = Office(2)
    office.documents.write([Put(keys.channel(APP, "EMAIL"), {"Enabled": False})])

    office.send()

    assert office.provider.sent == []
    assert office.statuses() == ["FAILURE_PERMANENT"] * 2
    attributes = office.stream.published[0].attributes
    assert attributes["campaign_send_status_message"] == "The EMAIL channel was disabled."
