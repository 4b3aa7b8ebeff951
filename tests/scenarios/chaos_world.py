"""A campaign run in a world where any call may die before or after its effect, and messages repeat or get lost."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import msgspec

from pinwheel.domain import keys
from pinwheel.domain.arns import Place
from pinwheel.domain.campaigns.local_time import Sweep
from pinwheel.domain.campaigns.send_status import ATTEMPTED, SendStatus
from pinwheel.domain.caps import CapRule, Claim
from pinwheel.domain.endpoints import BUCKETS, Endpoint, bucket_of
from pinwheel.domain.errors import PinwheelError
from pinwheel.domain.messages_email import EmailContent
from pinwheel.domain.runs.ledger import DROPPED, SEEN
from pinwheel.ports.documents import Put
from pinwheel.services.audience import AudiencePage
from pinwheel.services.campaigns import CampaignTools, create_campaign, list_activities
from pinwheel.services.couriers.email import EmailCourier
from pinwheel.services.delivery_targets import DeliveryTargets
from pinwheel.services.rates import SendRates
from pinwheel.services.runs import launch_run
from pinwheel.services.sending import Contents, SendingTools, send_chunk
from pinwheel.services.slicing import SlicingTools, release_wave, slice_audience, sweep_run
from tests.fakes.caps import MemoryCaps
from tests.fakes.chaos import Chaos, ChaosClock, ChaosProvider, ChaosQueue, Dangerous, Killed
from tests.fakes.documents import MemoryDocuments
from tests.fakes.events import MemoryEventStream
from tests.fakes.governor import MemoryGovernor
from tests.fakes.ledger import MemoryLedger
from tests.fakes.scheduler import MemoryScheduler
from tests.fakes.system import CountingIds, MemoryBlobs
from tests.fakes.targets import MemoryFunctions, MemoryWebhooks
from tests.scenarios.chaos_story import FilterHook, Story, TextCourier, is_dropped, is_failed, load_text

APP = "a" * 32
SEGMENT = "5" * 32
AUDIENCE = 36


class Audience:
    """The reading side of segments over a fixed audience, three endpoints to a page."""

    def __init__(self, endpoints):
        self._buckets: list[list[Endpoint]] = [[] for _ in range(BUCKETS)]
        for endpoint in sorted(endpoints, key=lambda each: each.id):
            self._buckets[bucket_of(endpoint.id)].append(endpoint)

    def page(self, _definition, bucket, *, after=None, now):
        found = [each for each in self._buckets[bucket] if after is None or each.id > after]
        page = found[:3]
        return AudiencePage(page, len(page), after=page[-1].id if len(found) > 3 else None)


class World:
    """A deployment in memory, with one campaign in it."""

    def __init__(self, seed, *, deaths=10, bad=0.15, holdout=10, lost=0.0, story=None):
        self.lost = lost
        self.story = story or Story()
        self.random = random.Random(seed)
        self.chaos = Chaos(self.random, deaths=deaths)
        self.clock = ChaosClock()
        self.waiting = []
        self.documents = MemoryDocuments()
        self.segments = MemoryDocuments()
        self.ledger = MemoryLedger()
        self.blobs = MemoryBlobs()
        self.stream = MemoryEventStream()
        self.timers = MemoryScheduler()
        self.provider = ChaosProvider(self.random, bad=bad, clock=self.clock)
        self.caps = MemoryCaps()
        self.ids = CountingIds()
        self.endpoints = [self._endpoint(number) for number in range(AUDIENCE)]
        self.audience = Audience(self.endpoints)
        self._furnish()
        self._hold_tools()
        request = self.story.request(request_for(holdout))
        self.campaign = create_campaign(APP, request, tools=self.campaign_tools)
        self._use_up_caps()

    def _endpoint(self, number):
        return Endpoint(
            id=f"endpoint-{number}",
            application_id=APP,
            channel_type="SMS" if number % 12 == 5 else "EMAIL",
            address=f"person-{number}@example.com",
            opt_out="ALL" if number % 10 == 3 else "NONE",
            cohort_id=str(self.random.randrange(100)),
            user_id=f"user-{number}",
            demographic=self.story.zone(number),
        )

    def _use_up_caps(self):
        """Let some endpoints have had their message in a run before."""
        rule = CapRule(campaign_id=self.campaign["Id"], daily=1, total=1)
        claims = [Claim(endpoint_id=each, token="before") for each in self.used_up]
        if self.story.has_caps:
            self.caps.claim(APP, rule, claims, now=self.clock.now())

    @property
    def used_up(self):
        """The endpoints that caps stop."""
        return [each.id for number, each in enumerate(self.endpoints) if number % 8 == 4]

    def _furnish(self):
        self.documents.write([Put(keys.application(APP), {"Id": APP})])
        segment = {"Id": SEGMENT, "Version": 1, "SegmentType": "DIMENSIONAL", "Dimensions": {}}
        self.segments.write(
            [
                Put(keys.segment(APP, SEGMENT), segment),
                Put(keys.segment_version(APP, SEGMENT, 1), segment),
            ]
        )

    def _queue(self, name):
        return Dangerous(ChaosQueue(name, self.waiting, self.clock), self.chaos)

    def _hold_tools(self):
        safe_queue = ChaosQueue("runs", self.waiting, self.clock)
        self.campaign_tools = CampaignTools(
            documents=self.documents,
            segment_documents=self.segments,
            ledger=self.ledger,
            runs=safe_queue,
            scheduler=MemoryScheduler(),
            clock=self.clock,
            ids=self.ids,
            place=Place("us-east-1", "000000000000"),
            targets=DeliveryTargets(
                functions=MemoryFunctions(), webhooks=MemoryWebhooks(), account_id="000000000000"
            ),
        )
        documents, ledger, blobs, provider, stream, governor = (
            Dangerous(each, self.chaos)
            for each in (
                self.documents,
                self.ledger,
                self.blobs,
                self.provider,
                self.stream,
                MemoryGovernor(),
            )
        )
        texts = {"SMS": load_text} if self.story.has_texts else {}
        self._launch = {
            "documents": documents,
            "segment_documents": self.segments,
            "loaders": {"EMAIL": _load_email, **texts},
            "blobs": blobs,
            "ledger": SmallRuns(ledger, has_hook=self.story.has_hook),
            "runs": self._queue("runs"),
            "slices": self._queue("slices"),
            "scheduler": Dangerous(self.timers, self.chaos),
            "clock": self.clock,
            "slice_count": 3,
        }
        self._slicing = SlicingTools(
            ledger=ledger,
            documents=documents,
            segment_documents=self.segments,
            reader=self.audience,
            blobs=blobs,
            slices=self._queue("slices"),
            scheduler=Dangerous(self.timers, self.chaos),
            queues={"EMAIL": self._queue("email"), "SMS": self._queue("sms")},
            clock=self.clock,
            ids=self.ids,
        )
        courier = EmailCourier(provider=provider, documents=documents)
        hook = Dangerous(FilterHook(), self.chaos)
        self._sending = SendingTools(
            caps=Dangerous(self.caps, self.chaos),
            hook=hook.ask,
            ledger=ledger,
            documents=documents,
            blobs=blobs,
            contents=Contents(blobs),
            courier=courier,
            rates=SendRates(
                governor=governor, quota=provider.quota, clock=self.clock, sleep=self.clock.sleep
            ),
            queue=self._queue("email"),
            stream=stream,
            clock=self.clock,
            ids=self.ids,
            sleep=self.clock.sleep,
            account_id="000000000000",
        )
        self._texting = replace(
            self._sending, courier=TextCourier(provider), queue=self._queue("sms"), contents=Contents(blobs)
        )

    def process(self, queue, body):
        deadline = self.clock.real_now() + timedelta(seconds=self.random.choice([31, 60, 180]))
        match queue:
            case "runs":
                launch_run(body, **self._launch)
            case "slices" if "IsStill" in body:
                sweep_run(
                    body["RunId"], is_still=body["IsStill"], is_reading=body["IsReading"], tools=self._slicing
                )
            case "slices" if "Due" in body:
                release_wave(body["RunId"], body["Slice"], body["Due"], tools=self._slicing)
            case "slices":
                slice_audience(
                    body["RunId"],
                    body["Slice"],
                    expected_step=body.get("Step", 0),
                    deadline=deadline,
                    tools=self._slicing,
                )
            case "email":
                send_chunk(body["RunId"], body["Chunk"], deadline=deadline, tools=self._sending)
            case "sms":
                send_chunk(body["RunId"], body["Chunk"], deadline=deadline, tools=self._texting)

    def deliver(self, message):
        """Give a message to a new worker; it is gone only when the worker is done with it."""
        _, queue, body = message

        def job():
            try:
                self.process(queue, body)
            except (Killed, PinwheelError):
                if queue == "runs" or self.random.random() >= self.lost:
                    self.waiting.append((self.clock.seconds + self.random.choice([0, 0, 400]), queue, body))

        self.chaos.baton.start(job)

    def run_until_idle(self, *, workers=3, between=lambda world, turn: None):
        baton, turn = self.chaos.baton, 0
        while self.waiting or baton.running or self._ring():
            turn += 1
            assert turn < 60_000, "the story does not end"
            between(self, turn)
            ready = [message for message in self.waiting if message[0] <= self.clock.seconds]
            if ready and len(baton.running) < workers and (not baton.running or self.random.random() < 0.3):
                message = self.random.choice(ready)
                if self.random.random() >= 0.15:
                    self.waiting.remove(message)
                else:
                    self._deliver_once_more(message)
                self.deliver(message)
            elif baton.running:
                if self.random.random() < 0.002:
                    self.clock.sleep(200)
                baton.step(self.random.choice(baton.running))
            else:
                self.clock.seconds = min(at for at, _, _ in self.waiting)

    def _ring(self):
        """Let the next timer fire, as long as there is a run to look after."""
        if not self.timers.schedules:
            return False
        name = min(self.timers.schedules, key=lambda each: self.timers.schedules[each][0])
        at, body = self.timers.schedules.pop(name)
        self.clock.seconds = max(self.clock.seconds, (at - ChaosClock().now()).total_seconds())
        self.waiting.append((self.clock.seconds, "runs", body))
        return True

    def _deliver_once_more(self, message):
        self.waiting.remove(message)
        self.waiting.append((self.clock.seconds + self.random.choice([0, 1, 500]), *message[1:]))

    @property
    def run(self):
        (run,) = self.ledger.runs.values()
        return run

    def statuses(self):
        """Give the final status of each endpoint, as consumers of the stream see it: each batch once."""
        seen: dict[str, tuple[str, str, str | None]] = {}
        for event in self.stream.published:
            key = event.event_id
            fact = event.endpoint_id, event.attributes["campaign_send_status"], event.batch_id
            assert seen.setdefault(key, fact) == fact, "a repeated event says something else"
        names = [name for name, _, _ in seen.values()]
        assert len(names) == len(set(names)), "an endpoint has two final statuses"
        return {name: status for name, status, _ in seen.values()}


class SmallRuns:
    """A ledger that opens runs with small chunks and steps, so that a small audience has many."""

    def __init__(self, inner, *, has_hook):
        self._inner = inner
        self._has_hook = has_hook

    def open(self, plan):
        hook = {"LambdaFunctionName": "filter"} if self._has_hook else {}
        return self._inner.open(msgspec.structs.replace(plan, chunk=5, step=7, hook=hook))

    def __getattr__(self, name):
        return getattr(self._inner, name)


def _load_email(*_, **__):
    content = EmailContent(from_address="shop@example.com", subject="Hello {{Id}}", html="<p>Hi</p>")
    return msgspec.json.encode(content)


def request_for(holdout):
    return {
        "Name": "chaos",
        "SegmentId": SEGMENT,
        "HoldoutPercent": holdout,
        "AdditionalTreatments": [{"SizePercent": 40}],
        "MessageConfiguration": {"EmailMessage": {"Title": "Hello", "HtmlBody": "<p>Hi</p>"}},
        "Schedule": {"StartTime": "IMMEDIATE"},
    }


def eligible(world):
    return {endpoint.id for endpoint in world.endpoints if endpoint.opt_out == "NONE"}


def left_out(world):
    """Give those of whom nothing is said: no zone in local time, dropped by the hook."""
    story = world.story
    names = [each.id for each in world.endpoints if story.is_local and not each.demographic]
    return {*names, *(each.id for each in world.endpoints if story.has_hook and is_dropped(each.id))}


def check_guarantee(world):
    statuses = world.statuses()
    taken = Counter(world.provider.taken)
    addresses = {endpoint.address: endpoint.id for endpoint in world.endpoints}
    lost = eligible(world) - set(statuses)
    assert set(statuses) <= eligible(world), "somebody is one too many"
    assert lost <= left_out(world), "somebody is lost"
    assert max(taken.values(), default=0) <= 1, "somebody was sent to twice"
    check_limits(world, {addresses[address] for address in taken})
    for address in taken:
        assert statuses[addresses[address]] in {SendStatus.SUCCESS, SendStatus.UNKNOWN}
    sent = {addresses[address] for address in taken}
    assert {name for name, status in statuses.items() if status == SendStatus.SUCCESS} <= sent


def check_counters(world):
    run = world.run
    assert run.is_complete
    assert run.is_closed
    counted: Counter[str] = Counter()
    for name, value in run.counters.items():
        counted[name.split("/")[1]] += value
    by_status = Counter(world.statuses().values())
    assert {status: counted[status] for status in by_status} == dict(by_status)
    assert counted[SEEN] == AUDIENCE
    unsaid = counted["ENDPOINT_OPT_OUT"] + counted["ENDPOINT_MISSING_TIMEZONE"] + counted[DROPPED]
    assert sum(by_status.values()) + unsaid == AUDIENCE
    assert all(wave.is_done for wave in run.waves)


def check_limits(world, taken):
    """Check quiet time, caps, hook and local time against who was really sent to."""
    story, endpoints = world.story, {each.id: each for each in world.endpoints}
    if story.is_quiet:
        assert not any(endpoints[name].demographic for name in taken), "somebody was woken"
    if story.has_caps:
        assert taken.isdisjoint(world.used_up), "a cap was passed"
        entries = {name: len(world.caps.daily[APP, name]) for name in taken}
        assert set(entries.values()) <= {1}, "a message counts twice"
    if story.has_hook:
        assert not any(is_dropped(name) or is_failed(name) for name in taken)
    if story.is_local:
        sweep = Sweep(ChaosClock().now(), "UTC")
        for name in taken:
            due = sweep.at(endpoints[name].demographic["Timezone"])
            assert world.provider.times[endpoints[name].address] >= due, "somebody was served too early"


def check_activities(world):
    campaign = world.documents.get(keys.campaign(APP, world.campaign["Id"])).body
    assert campaign["State"] == {"CampaignStatus": "COMPLETED"}
    activities, _ = list_activities(
        APP, campaign["Id"], limit=10, after=None, documents=world.documents, ledger=world.ledger
    )
    statuses = world.statuses()
    assert {activity["State"] for activity in activities} == {"COMPLETED"}
    attempted = sum(1 for status in statuses.values() if status in ATTEMPTED)
    assert sum(activity["TotalEndpointCount"] for activity in activities) == attempted
    succeeded = sum(1 for status in statuses.values() if status == SendStatus.SUCCESS)
    assert sum(activity["SuccessfulEndpointCount"] for activity in activities) == succeeded
    for activity in activities:
        assert activity["ExecutionMetrics"]["ENDPOINT_PRODUCED"] == str(AUDIENCE)
