"""One-time passwords: sent, guessed, raced for, used once."""

from __future__ import annotations

import json

import pytest

from pinwheel.domain import keys
from pinwheel.domain.errors import Conflict, Invalid, NotFound, Unavailable
from pinwheel.domain.messages import DeliveryStatus, SendResult
from pinwheel.ports.documents import Put
from pinwheel.services import otp
from pinwheel.services.suppressions import suppress
from tests.fakes.documents import MemoryDocuments
from tests.fakes.pinpoint import PlainSecrets
from tests.fakes.sms import FakeSms
from tests.fakes.system import FrozenClock

PHONE = "+4915112345678"
REQUEST = {
    "Channel": "SMS",
    "BrandName": "Shop",
    "DestinationIdentity": PHONE,
    "OriginationIdentity": "MyShop",
    "ReferenceId": "order-1",
}


class RacedDocuments(MemoryDocuments):
    """`before_write`: what others do, once, between a read and the write after it."""

    def __init__(self):
        super().__init__()
        self.before_write = []

    def write(self, changes):
        if self.before_write:
            self.before_write.pop()()
        super().write(changes)


class Desk:
    """An application with an SMS channel, whose codes are those listed."""

    def __init__(self):
        self.documents = RacedDocuments()
        self.documents.write([Put(keys.application("app"), {"Id": "app"})])
        self.channel(Enabled=True)
        self.sms, self.clock, self.secrets = FakeSms(), FrozenClock(), PlainSecrets()
        self.codes = ["012345", "999999", "777777"]
        self.using = otp.Collaborators(
            documents=self.documents,
            secrets=self.secrets,
            sms=self.sms,
            clock=self.clock,
            new_code=lambda length: self.codes.pop(0)[:length],
        )

    def channel(self, **members):
        self.documents.write([Put(keys.channel("app", "SMS"), members)])

    def send(self, **changes):
        answer = otp.send_otp("app", {**REQUEST, **changes}, using=self.using)
        (result,) = answer["Result"].values()
        return result

    def judge(self, code, reference="order-1"):
        given = {"DestinationIdentity": PHONE, "ReferenceId": reference, "Otp": code}
        return otp.judge_otp("app", given, using=self.using)

    def verify(self, code, **changes):
        given = {"DestinationIdentity": PHONE, "ReferenceId": "order-1", "Otp": code, **changes}
        return otp.verify_otp("app", given, using=self.using)


@pytest.fixture
def desk():
    return Desk()


def test_a_code_is_sent_and_its_result_keyed_by_the_phone(desk):
    answer = otp.send_otp("app", {**REQUEST, "EntityId": "e", "TemplateId": "t"}, using=desk.using)

    (sent,) = desk.sms.sent
    assert answer["Result"] == {
        PHONE: {
            "DeliveryStatus": "SUCCESSFUL",
            "StatusCode": 200,
            "MessageId": "sms-1",
            "StatusMessage": "MessageId: sms-1",
        }
    }
    assert sent.body == "This is your One Time Password: 012345 from Shop"
    assert (sent.to_number, sent.sender.sender_id, sent.message_type) == (PHONE, "MyShop", "TRANSACTIONAL")
    assert (sent.entity_id, sent.template_id) == ("e", "t")


def test_nothing_stored_tells_code_phone_or_reference(desk):
    desk.send()

    stored = json.dumps([[k.partition, k.key, d.body] for k, d in desk.documents.stored.items()])
    assert "012345" not in stored
    assert PHONE not in stored
    assert "order-1" not in stored


def test_the_right_code_is_valid_once(desk):
    desk.send()

    assert desk.verify("012345")
    assert not desk.verify("012345")


@pytest.mark.parametrize(
    ("member", "value"),
    [("ReferenceId", "order-2"), ("ReferenceId", "ORDER-1"), ("DestinationIdentity", "+4915112345679")],
)
def test_another_reference_or_phone_is_not_valid_and_costs_no_attempt(desk, member, value):
    desk.send(AllowedAttempts=1)

    assert not desk.verify("012345", **{member: value})
    assert desk.verify("012345")


def test_another_application_does_not_know_the_code(desk):
    desk.documents.write([Put(keys.application("other"), {"Id": "other"})])
    desk.send()
    given = {"DestinationIdentity": PHONE, "ReferenceId": "order-1", "Otp": "012345"}

    assert not otp.verify_otp("other", given, using=desk.using)


@pytest.mark.parametrize("attempts", [1, 3, 5])
def test_the_last_attempt_counts_and_the_one_after_it_does_not(desk, attempts):
    desk.send(AllowedAttempts=attempts)
    desk.send(ReferenceId="order-2", AllowedAttempts=attempts)

    for _ in range(attempts - 1):
        assert not desk.verify("000000")
        assert not desk.verify("000000", ReferenceId="order-2")
    assert desk.verify("012345")
    assert not desk.verify("000000", ReferenceId="order-2")
    assert not desk.verify("999999", ReferenceId="order-2")


@pytest.mark.parametrize("guess", ["", "12345", "0123456", "012345 ", "٠١٢٣٤٥", "x" * 10_000])
def test_what_only_resembles_the_code_is_not_valid(desk, guess):
    desk.send()

    assert not desk.verify(guess)


def test_a_code_ends_with_its_validity(desk):
    desk.send(ValidityPeriod=5)
    desk.send(ReferenceId="order-2", ValidityPeriod=5)

    desk.clock.advance(minutes=4, seconds=59)
    assert desk.verify("012345")
    desk.clock.advance(seconds=1)
    assert not desk.verify("999999", ReferenceId="order-2")


def test_a_new_code_replaces_the_old_one_with_attempts_of_its_own(desk):
    desk.send(AllowedAttempts=1)
    assert not desk.verify("000000")
    desk.send(AllowedAttempts=2)

    assert not desk.verify("012345")
    assert desk.verify("999999")


def test_a_code_of_the_past_vanishes_by_itself(desk):
    puts = []
    plain = desk.documents.write

    def noted(changes):
        puts.extend(changes)
        plain(changes)

    desk.documents.write = noted

    desk.send(ValidityPeriod=10)
    desk.verify("000000")

    end = int(desk.clock.now().timestamp()) + 600
    assert [put.expires_at for put in puts] == [end, end]


class TestRaces:
    def test_guesses_at_the_same_time_are_no_more_than_allowed(self, desk):
        desk.send(AllowedAttempts=1)
        desk.documents.before_write.append(lambda: desk.verify("000000"))

        assert not desk.verify("012345")

    def test_the_right_code_given_twice_at_the_same_time_is_valid_once(self, desk):
        desk.send()
        other = []
        desk.documents.before_write.append(lambda: other.append(desk.verify("012345")))

        assert [desk.verify("012345"), *other] == [False, True]

    def test_a_code_used_and_replaced_meanwhile_is_not_valid_again(self, desk):
        desk.send()

        def use_and_replace():
            assert desk.verify("012345")
            desk.send()

        desk.documents.before_write.append(use_and_replace)

        assert not desk.verify("012345")
        assert desk.verify("999999")

    def test_of_two_codes_sent_at_the_same_time_one_holds(self, desk):
        desk.documents.before_write.append(desk.send)

        desk.send()

        assert [desk.verify("999999"), desk.verify("012345")] == [False, True]

    def test_without_a_verdict_that_counts_there_is_none(self, desk):
        desk.send()

        def overtaken(changes):
            raise Conflict("The resource was changed by another request.")

        desk.documents.write = overtaken

        with pytest.raises(Unavailable):
            desk.verify("012345")


class TestNotSent:
    @pytest.mark.parametrize("members", [{"Enabled": False}, {}])
    def test_without_an_enabled_channel_nothing_is_sent(self, desk, members):
        desk.channel(**members)

        result = desk.send()

        assert (result["DeliveryStatus"], result["StatusCode"]) == ("PERMANENT_FAILURE", 400)
        assert "SMS channel" in result["StatusMessage"]
        assert desk.sms.sent == []

    def test_a_suppressed_phone_gets_nothing(self, desk):
        suppress("app", PHONE, reason="COMPLAINT", documents=desk.documents, clock=desk.clock)

        assert desk.send()["DeliveryStatus"] == "PERMANENT_FAILURE"
        assert desk.sms.sent == []

    def test_what_the_carrier_says_is_told(self, desk):
        desk.sms.answers[PHONE] = SendResult(status=DeliveryStatus.OPT_OUT, status_code=400, detail="out")

        assert desk.send() == {"DeliveryStatus": "OPT_OUT", "StatusCode": 400, "StatusMessage": "out"}

    def test_a_parameter_out_of_range_sends_nothing(self, desk):
        with pytest.raises(Invalid):
            desk.send(CodeLength=9)
        assert desk.sms.sent == []

    def test_an_unknown_application_is_not_found(self, desk):
        with pytest.raises(NotFound):
            otp.send_otp("other", REQUEST, using=desk.using)
        with pytest.raises(NotFound):
            otp.verify_otp("other", {}, using=desk.using)


@pytest.mark.parametrize("attempts", [1, 3, 5])
def test_many_guesses_at_once_are_never_more_than_allowed(desk, attempts):
    """Every guess reads the same state before any of them writes; only so many may be looked at as are allowed."""
    desk.send(AllowedAttempts=attempts)
    judged = []

    def guess(number):
        if number:
            desk.documents.before_write.append(lambda: guess(number - 1))
        judged.append(desk.judge(f"{number:06d}"))

    guess(12)

    looked_at = [verdict for verdict in judged if verdict is not otp.Verdict.NO_CODE]
    assert len(looked_at) == attempts
    assert looked_at.count(otp.Verdict.LAST_WRONG) == 1
    assert not desk.verify("012345")


def test_of_two_right_guesses_at_once_one_is_right(desk):
    desk.send()
    inner = []
    desk.documents.before_write.append(lambda: inner.append(desk.verify("012345")))

    assert [desk.verify("012345"), *inner] == [False, True]


def test_a_guess_that_is_overtaken_by_a_new_code_does_not_open_it(desk):
    desk.send()
    desk.documents.before_write.append(desk.send)

    assert not desk.verify("012345")
    assert desk.verify("999999")


def test_each_verdict_is_told_apart_for_the_counters(desk):
    desk.send(AllowedAttempts=2)

    verdicts = [desk.judge("000000"), desk.judge("000000"), desk.judge("012345"), desk.judge("1", "none")]

    assert verdicts == [
        otp.Verdict.WRONG,
        otp.Verdict.LAST_WRONG,
        otp.Verdict.NO_CODE,
        otp.Verdict.NO_CODE,
    ]
