"""Text messages: numbers, senders, bodies."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import Invalid
from pinwheel.domain.phones import country_of, normalised_number
from pinwheel.domain.sms import (
    CompiledSms,
    Sender,
    SmsContent,
    check_sms_message,
    is_phone_number,
    is_sender_id,
    message_sms,
    sender_of,
)
from pinwheel.domain.sms_parts import encoding_of
from pinwheel.domain.templates.errors import RenderingFailed

JO = Endpoint(id="e1", address="+4915112345678", user_attributes={"First": ["J<o"]})


def compiled(body, **members):
    content = SmsContent(body=body, **members)
    return CompiledSms(content, now=datetime(2026, 1, 1, tzinfo=UTC), new_uuid=lambda: "uuid")


@pytest.mark.parametrize("number", ["+4915112345678", "+14254147755", "+390123456", "+123456789012345"])
def test_a_number_in_e164_is_one(number):
    assert is_phone_number(number)


@pytest.mark.parametrize(
    "number",
    [
        "",
        "4915112345678",
        "+0123456789",
        "+1234567890123456",
        "+12",
        "+4915112345x",
        "0049 151 12345678",
        "+49 151 12345678, +49 151 12345679",
    ],
)
def test_all_other_spellings_are_none(number):
    assert not is_phone_number(number)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+1 (425) 414-7755", "+14254147755"),
        ("+49 (0)30 12345678", "+493012345678"),
        (" +39 06 1234567 ", "+39061234567"),
        ("+44.7860.019066", "+447860019066"),
    ],
)
def test_a_number_may_be_written_as_people_do(written, number):
    assert normalised_number(written) == number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Shop", True),
        ("Shop4711", True),
        ("1a", True),
        ("4711", False),
        ("A" * 12, False),
        ("my shop", False),
        ("", False),
    ],
)
def test_a_sender_id_has_a_letter_and_at_most_11_characters(text, expected):
    assert is_sender_id(text) is expected


@pytest.mark.parametrize(
    ("member", "value"),
    [("MessageType", "LOUD"), ("SenderId", "4711"), ("OriginationNumber", "shop")],
)
def test_what_an_sms_message_says_wrong_is_named(member, value):
    with pytest.raises(Invalid) as caught:
        check_sms_message({member: value})

    assert caught.value.member == member


def test_a_message_names_its_sender_and_else_the_channel_does():
    channel = {"ShortCode": "12345", "SenderId": "Channel"}

    assert sender_of({"SenderId": "Mine"}, channel) == Sender(sender_id="Mine")
    assert sender_of({"OriginationNumber": "+4930123456"}, channel) == Sender(
        origination_number="+4930123456"
    )
    assert sender_of({}, channel) == Sender(origination_number="12345", sender_id="Channel")
    assert sender_of({}, {}) == Sender()


def test_the_sms_message_beats_the_default_message():
    default = {"DefaultMessage": {"Body": "d"}}

    own = message_sms({**default, "SMSMessage": {"Body": "s"}})
    fallen_back = message_sms({**default, "SMSMessage": {"MessageType": "PROMOTIONAL"}})

    assert own is not None
    assert own.body == "s"
    assert fallen_back is not None
    assert fallen_back.body == "d"
    assert message_sms({"EmailMessage": {"Body": "e"}}) is None


def test_a_body_is_rendered_without_escaping():
    text = compiled("{{User.UserAttributes.First}} & {{x}}", substitutions={"x": ["<y>"]})

    assert text.render(JO) == "J<o & <y>"
    assert text.render(JO, {"x": ["own"]}) == "J<o & own"


def test_a_template_needs_its_values():
    with pytest.raises(RenderingFailed, match="x"):
        compiled("{{x}}", from_template=True).render(JO)
    assert compiled("{{x}}", from_template=True, defaults={"x": "d"}).render(JO) == "d"


def test_a_body_that_cannot_be_compiled_is_named():
    with pytest.raises(Invalid, match="Body"):
        compiled("{{#if")


@pytest.mark.parametrize("body", ["", "  ", "{{x}}", "x" * 1601])
def test_a_text_is_neither_empty_nor_too_long(body):
    with pytest.raises(RenderingFailed):
        compiled(body).render(JO)
    assert len(compiled("x" * 1600).render(JO)) == 1600


@pytest.mark.parametrize(
    ("text", "name", "units", "parts"),
    [
        ("x" * 160, "GSM", 160, 1),
        ("x" * 161, "GSM", 161, 2),
        ("x" * 306, "GSM", 306, 2),
        ("x" * 307, "GSM", 307, 3),
        ("€" * 80, "GSM", 160, 1),
        ("€" * 81, "GSM", 162, 2),
        ("я" * 70, "Unicode", 70, 1),
        ("я" * 71, "Unicode", 71, 2),
        ("\U0001f600" * 35, "Unicode", 70, 1),
        ("\U0001f600" * 36, "Unicode", 72, 2),
        ("", "GSM", 0, 1),
    ],
)
def test_a_text_travels_in_as_many_parts_as_its_alphabet_asks_for(text, name, units, parts):
    found = encoding_of(text)

    assert (found.name, found.units, found.parts) == (name, units, parts)


@pytest.mark.parametrize("body", ["я" * 631, "€" * 801])
def test_the_limit_is_that_of_the_alphabet(body):
    with pytest.raises(RenderingFailed, match="characters"):
        compiled(body).render(JO)
    assert compiled(body[1:][:630]).render(JO)


def test_a_number_has_a_country():
    assert country_of("+14254147755") == "US"
    assert country_of("+4915112345678") == "DE"
    assert country_of("+999") == ""
