"""Requests that come twice: one acts, the other gets its answer, whatever happens in between."""

from __future__ import annotations

import pytest

from pinwheel.domain.errors import Conflict, Invalid, Unavailable
from pinwheel.services.idempotency import Tools, act_once, request_name
from tests.fakes.documents import MemoryDocuments
from tests.fakes.system import FrozenClock

KEY = {"idempotency-key": "order-17"}
UNKNOWN = {"Result": "unknown"}


class Desk:
    """Where requests come in; `acts` counts those that acted."""

    def __init__(self):
        self.documents, self.clock = MemoryDocuments(), FrozenClock()
        self.acts = 0
        self.naps = 0
        self.meanwhile = lambda: None

    def sleep(self, seconds):
        self.naps += 1
        self.clock.advance(seconds=seconds)
        self.meanwhile()

    def name(self, headers=KEY, *, body=b"{}", identity="me", operation="SendMessages", app="app"):
        return request_name(app, operation, headers, identity=identity, body=body)

    def act(self, begin):
        begin()
        self.acts += 1
        return {"Result": self.acts}

    def ask(self, name=None, act=None):
        tools = Tools(documents=self.documents, clock=self.clock, sleep=self.sleep)
        return act_once(name or self.name(), act or self.act, when_unknown=lambda: UNKNOWN, tools=tools)


@pytest.fixture
def desk():
    return Desk()


def test_a_repetition_gets_the_answer_of_the_time_before(desk):
    assert desk.ask() == desk.ask() == {"Result": 1}
    assert desk.acts == 1


def test_without_a_name_each_request_acts(desk):
    tools = Tools(documents=desk.documents, clock=desk.clock, sleep=desk.sleep)
    for _ in range(2):
        act_once(None, desk.act, when_unknown=lambda: UNKNOWN, tools=tools)

    assert desk.name({}) is None
    assert desk.acts == 2
    assert not desk.documents.stored


def test_a_name_holds_for_one_caller_operation_and_application(desk):
    for other in ({"identity": "you"}, {"operation": "SendUsersMessages"}, {"app": "other"}):
        desk.ask(desk.name(**other))
    desk.ask()

    assert desk.acts == 4


def test_a_name_is_forgotten_after_a_day(desk):
    desk.ask()
    desk.clock.advance(hours=23)
    desk.ask()
    assert desk.acts == 1

    desk.clock.advance(hours=2)
    desk.ask()
    assert desk.acts == 2


def test_the_same_name_for_another_request_is_refused(desk):
    desk.ask()

    with pytest.raises(Invalid, match="another request"):
        desk.ask(desk.name(body=b'{"other": 1}'))
    assert desk.acts == 1


def test_an_sdk_names_its_attempts_itself_and_another_body_is_another_request(desk):
    sdk = {"amz-sdk-invocation-id": "uuid"}

    for body in (b"1", b"1", b"2"):
        desk.ask(desk.name(sdk, body=body))

    assert desk.acts == 2


def test_the_callers_own_name_beats_that_of_its_sdk(desk):
    for attempt in ("a", "b"):
        desk.ask(desk.name({**KEY, "amz-sdk-invocation-id": attempt}))

    assert desk.acts == 1


@pytest.mark.parametrize("key", ["", "   ", "x" * 256])
def test_a_name_has_a_length(desk, key):
    with pytest.raises(Invalid):
        desk.name({"x-pinwheel-idempotency-key": key})


def test_one_that_comes_while_the_first_is_at_work_waits_for_its_answer(desk):
    def act(begin):
        begin()
        desk.acts += 1
        later = Desk()
        later.documents, later.clock = desk.documents, desk.clock
        later.meanwhile = lambda: None
        with pytest.raises(Conflict):
            later.ask()
        assert later.acts == 0
        return {"Result": desk.acts}

    assert desk.ask(act=act) == {"Result": 1}
    assert desk.ask() == {"Result": 1}


def test_who_waits_long_enough_gets_the_answer(desk):
    first = Desk()
    first.documents, first.clock = desk.documents, desk.clock
    name = desk.name()

    def dies(begin):
        begin()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        first.ask(act=dies)
    claimed = desk.documents.get(name.place)
    desk.documents.stored.clear()
    desk.ask()
    kept = desk.documents.get(name.place)
    desk.documents.stored[name.place] = claimed

    def answer():
        desk.documents.stored[name.place] = kept

    desk.meanwhile = answer

    assert desk.ask() == {"Result": 1}
    assert desk.naps == 1


def test_after_a_crash_nothing_is_sent_again_and_the_outcome_is_unknown(desk):
    def dies(begin):
        begin()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        desk.ask(act=dies)
    desk.clock.advance(seconds=60)

    assert desk.ask() == UNKNOWN
    assert desk.acts == 0


def test_what_fails_before_it_acts_can_be_asked_again(desk):
    def refused(begin):
        raise Unavailable("no table")

    with pytest.raises(Unavailable):
        desk.ask(act=refused)

    assert desk.ask() == {"Result": 1}


def test_of_two_that_are_ready_at_once_one_acts(desk):
    def overtaken(begin):
        desk.ask()
        begin()
        raise AssertionError("it acted")

    assert desk.ask(act=overtaken) == {"Result": 1}
    assert desk.acts == 1


def test_an_answer_that_cannot_be_kept_is_given_all_the_same(desk, monkeypatch):
    def act(begin):
        begin()

        def broken(changes):
            raise Unavailable("no table")

        monkeypatch.setattr(desk.documents, "write", broken)
        return {"Result": "sent"}

    assert desk.ask(act=act) == {"Result": "sent"}


def test_an_answer_of_thousands_is_kept(desk):
    many = {"Result": {f"user-{n}": {"StatusMessage": f"MessageId: {n}"} for n in range(10_000)}}

    def act(begin):
        begin()
        return many

    assert desk.ask(act=act) == desk.ask() == many
    (document,) = desk.documents.stored.values()
    assert len(document.body["Answer"]) < 300_000


def test_where_nothing_could_be_done_a_repetition_acts(desk):
    tools = Tools(documents=desk.documents, clock=desk.clock, sleep=desk.sleep)
    given = [
        act_once(
            desk.name(),
            desk.act,
            when_unknown=lambda: UNKNOWN,
            came_to_nothing=lambda answer: answer["Result"] < 2,
            tools=tools,
        )
        for _ in range(3)
    ]

    assert [answer["Result"] for answer in given] == [1, 2, 2]
