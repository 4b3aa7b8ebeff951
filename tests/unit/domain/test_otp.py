"""One-time passwords: ranges of parameters, texts, hashes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pinwheel.domain.errors import Invalid
from pinwheel.domain.otp import TEXTS, KeptCode, code_digest, is_code, otp_text, read_otp_request
from pinwheel.domain.sms import Sender

REQUEST = {
    "Channel": "SMS",
    "BrandName": "Shop",
    "DestinationIdentity": "+4915112345678",
    "OriginationIdentity": "+4930123456",
    "ReferenceId": "order-1",
}
LANGUAGES = [
    "de-DE",
    "en-GB",
    "en-US",
    "es-419",
    "es-ES",
    "fr-CA",
    "fr-FR",
    "it-IT",
    "ja-JP",
    "ko-KR",
    "pt-BR",
    "zh-CN",
    "zh-TW",
]


def test_what_is_not_given_has_a_default():
    request = read_otp_request(REQUEST)

    assert (request.code_length, request.attempts, request.validity) == (6, 3, timedelta(minutes=15))
    assert (request.language, request.sender) == ("en-US", Sender(origination_number="+4930123456"))


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("Channel", "EMAIL"),
        ("BrandName", ""),
        ("BrandName", "B" * 21),
        ("BrandName", "a\nb"),
        ("CodeLength", 4),
        ("CodeLength", 9),
        ("CodeLength", 0),
        ("ValidityPeriod", 4),
        ("ValidityPeriod", 61),
        ("AllowedAttempts", 0),
        ("AllowedAttempts", 6),
        ("ReferenceId", ""),
        ("ReferenceId", "r" * 49),
        ("Language", "nl-NL"),
        ("DestinationIdentity", "015112345678"),
        ("OriginationIdentity", "not a sender"),
    ],
)
def test_what_is_out_of_range_is_named(member, value):
    with pytest.raises(Invalid, match=member) as caught:
        read_otp_request({**REQUEST, member: value})

    assert caught.value.member == member


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("BrandName", "B" * 20),
        ("CodeLength", 5),
        ("CodeLength", 8),
        ("ValidityPeriod", 5),
        ("ValidityPeriod", 60),
        ("AllowedAttempts", 1),
        ("AllowedAttempts", 5),
        ("ReferenceId", "r" * 48),
        ("OriginationIdentity", "12345"),
        ("OriginationIdentity", "MyShop"),
    ],
)
def test_the_bounds_themselves_are_in_range(member, value):
    read_otp_request({**REQUEST, member: value})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_code_and_brand(language):
    text = otp_text(read_otp_request({**REQUEST, "Language": language, "BrandName": "S{h}op"}), "012345")

    assert "012345" in text
    assert "S{h}op" in text
    assert len(text) <= 160


def test_the_languages_are_those_of_the_api():
    assert list(TEXTS) == LANGUAGES


def test_the_english_text_is_amazons():
    assert otp_text(read_otp_request(REQUEST), "012345") == "This is your One Time Password: 012345 from Shop"


def test_a_hash_is_of_the_code_under_its_key():
    kept = KeptCode("sealed", code_digest("key", "012345"), 3, 100)

    assert "012345" not in str(kept.document())
    assert is_code(kept, "key", "012345")
    assert not is_code(kept, "key", "12345")
    assert not is_code(kept, "other", "012345")
    assert not is_code(kept, "key", "٠١٢٣٤٥")


def test_a_code_is_open_until_its_second_comes():
    kept = KeptCode("sealed", "digest", 1, 100)

    assert kept.is_open(datetime.fromtimestamp(99.9, UTC))
    assert not kept.is_open(datetime.fromtimestamp(100, UTC))
    assert not KeptCode("sealed", "digest", 0, 100).is_open(datetime.fromtimestamp(1, UTC))
