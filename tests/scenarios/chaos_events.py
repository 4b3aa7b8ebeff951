"""An event campaign under faults: events come twice, late and together, and the window closes in between."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from pinwheel.domain import keys
from pinwheel.domain.campaigns.model import INTERNAL
from pinwheel.domain.campaigns.send_status import SendStatus
from pinwheel.domain.endpoints import endpoint_key
from pinwheel.domain.runs.plan import run_id
from pinwheel.ports.documents import Put
from pinwheel.services.event_runs import Reached, ReachTools, reach
from pinwheel.services.run_plans import Occasion, PlanningTools, plan_run
from pinwheel.services.runs import close_event_runs
from tests.scenarios.chaos_world import APP, AUDIENCE, World

BATCH = 5


class EventWorld(World):
    """A world with an open run; events wait in a stream that delivers again what failed, and some twice."""

    def __init__(self, seed, **given):
        super().__init__(seed, **given)
        self.waiting.clear()
        self._open()
        order = list(range(AUDIENCE))
        self.random.shuffle(order)
        batches = [order[at : at + BATCH] for at in range(0, AUDIENCE, BATCH)]
        batches += self.random.sample(batches, 3)
        for batch in batches:
            at = self.random.randrange(0, 600)
            self.waiting.append((at, "events", {"At": at, "Numbers": batch}))
        self.waiting.append((self.random.randrange(300, 900), "close", {}))

    def _open(self):
        key = keys.campaign(APP, self.campaign["Id"])
        stored = self.documents.get(key)
        scheduled = stored.body["LastModifiedDate"]
        self.name = run_id(self.campaign["Id"], scheduled, "event")
        planning = PlanningTools(
            documents=self.documents,
            segment_documents=self.segments,
            loaders=self._launch["loaders"],
            blobs=self.blobs,
            clock=self.clock,
        )
        occasion = Occasion(
            run_id=self.name,
            application_id=APP,
            campaign_id=self.campaign["Id"],
            scheduled=scheduled,
            is_event=True,
        )
        self.ledger.open(plan_run(stored.body, occasion, tools=planning))
        hidden = {**stored.body[INTERNAL], "ActiveRuns": [self.name]}
        self.documents.write([Put(key, {**stored.body, INTERNAL: hidden})])

    def process(self, queue, body):
        match queue:
            case "events":
                self._take(body)
            case "close":
                campaign = self.documents.get(keys.campaign(APP, self.campaign["Id"]))
                close_event_runs(
                    campaign.body,
                    ledger=self._sending.ledger,
                    documents=self._sending.documents,
                    clock=self.clock,
                )
            case _:
                super().process(queue, body)

    def _take(self, body):
        run = self._sending.ledger.run(self.name)
        assert run is not None
        at = self.start + timedelta(seconds=body["At"])
        reached = [
            Reached(endpoint=self.endpoints[number], event_id=f"event-{number}", at=at)
            for number in body["Numbers"]
        ]
        tools = ReachTools(
            ledger=self._sending.ledger,
            blobs=self._sending.blobs,
            queues=self._slicing.queues,
            clock=self.clock,
            ids=self.ids,
        )
        reach(run, reached, tools=tools)

    @property
    def start(self):
        return self.clock.now() - timedelta(seconds=self.clock.seconds)

    def accepted(self):
        """Give the endpoints whose event came before the window closed."""
        return {
            each.id
            for number, each in enumerate(self.endpoints)
            if f"{self.campaign['Id']}/{endpoint_key(each.id)}/event-{number}" in self.ledger.markers
        }


def check_events(world):
    """Everybody whom an event reached in time has one status and at most one message."""
    statuses = world.statuses()
    wanted = {each.id for each in world.endpoints if each.opt_out == "NONE"} & world.accepted()
    taken = Counter(world.provider.taken)
    addresses = {endpoint.address: endpoint.id for endpoint in world.endpoints}

    assert set(statuses) == wanted, "somebody is lost, or one too many"
    assert max(taken.values(), default=0) <= 1, "somebody was sent to twice"
    for address in taken:
        assert statuses[addresses[address]] in {SendStatus.SUCCESS, SendStatus.UNKNOWN}
    run = world.run
    assert run.is_complete
    assert run.is_closed
    counted: Counter[str] = Counter()
    for name, value in run.counters.items():
        counted[name.split("/")[1]] += value
    by_status = Counter(statuses.values())
    assert {status: counted[status] for status in by_status} == dict(by_status)
