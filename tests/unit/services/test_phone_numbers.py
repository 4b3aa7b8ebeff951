"""What numbering plans tell about phone numbers, and what they do not."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pinwheel.domain.errors import Invalid
from pinwheel.services.phone_numbers import validate_number


def validated(number, country=None):
    return validate_number({"PhoneNumber": number, "IsoCountryCode": country})


def test_a_mobile_number_has_all_that_is_known():
    assert validated("+44 7400 123456") == {
        "PhoneType": "MOBILE",
        "PhoneTypeCode": 0,
        "OriginalPhoneNumber": "+44 7400 123456",
        "CleansedPhoneNumberE164": "+447400123456",
        "CleansedPhoneNumberNational": "7400123456",
        "Country": "United Kingdom",
        "CountryCodeIso2": "GB",
        "CountryCodeNumeric": "44",
        "Carrier": "Three",
        "Timezone": "Europe/London",
    }


def test_a_landline_has_a_city():
    found = validated("(206) 709-4321", "us")

    assert found["CleansedPhoneNumberE164"] == "+12067094321"
    assert (found["City"], found["Timezone"]) == ("Seattle", "America/Los_Angeles")
    assert found["OriginalCountryCodeIso2"] == "us"


@pytest.mark.parametrize(
    ("number", "phone_type", "code"),
    [
        ("+12067094321", "MOBILE", 0),
        ("+442072341234", "LANDLINE", 1),
        ("+445612345678", "VOIP", 2),
        ("+1206555", "INVALID", 3),
        ("+999123", "INVALID", 3),
        ("no number", "INVALID", 3),
        ("+", "INVALID", 3),
        ("+18005551234", "OTHER", 4),
        ("+12065550142", "OTHER", 4),
        ("+80012345678", "OTHER", 4),
        ("+448711234567", "OTHER", 4),
    ],
)
def test_a_number_has_one_of_the_types(number, phone_type, code):
    found = validated(number)

    assert (found["PhoneType"], found["PhoneTypeCode"]) == (phone_type, code)


def test_an_invalid_number_is_only_cleansed():
    assert validated("+1 206 555") == {
        "PhoneType": "INVALID",
        "PhoneTypeCode": 3,
        "OriginalPhoneNumber": "+1 206 555",
        "CleansedPhoneNumberE164": "+1206555",
        "CleansedPhoneNumberNational": "206555",
        "Country": "United States",
        "CountryCodeIso2": "US",
        "CountryCodeNumeric": "1",
    }
    assert set(validated("no number")) == {"PhoneType", "PhoneTypeCode", "OriginalPhoneNumber"}


def test_without_a_plus_and_a_country_a_number_begins_with_its_country_code():
    assert validated("442072341234")["CleansedPhoneNumberE164"] == "+442072341234"
    assert validated("2072341234", "GB")["CleansedPhoneNumberE164"] == "+442072341234"


def test_voip_and_toll_free_numbers_have_no_place():
    for number in ("+445612345678", "+18005551234"):
        assert {"City", "Timezone"}.isdisjoint(validated(number))


@pytest.mark.parametrize(
    ("number", "zone"),
    [
        ("+61412345678", None),
        ("+393331234567", "Europe/Rome"),
        ("+4915123456789", "Europe/Berlin"),
    ],
    ids=["several times", "one time by two names", "one"],
)
def test_a_zone_is_named_when_there_is_but_one_time(number, zone):
    assert validated(number).get("Timezone") == zone


def test_a_state_is_no_city():
    assert "City" not in validated("+19195553456")
    assert validated("+14165551212")["Country"] == "Canada"


@pytest.mark.parametrize(
    "request_", [{}, {"PhoneNumber": ""}, {"PhoneNumber": " "}, {"PhoneNumber": "1" * 251}]
)
def test_a_number_is_needed(request_):
    with pytest.raises(Invalid, match="PhoneNumber"):
        validate_number(request_)


@pytest.mark.parametrize("country", ["ZZ", "USA", "1", "001"])
def test_a_country_that_there_is_not_is_refused(country):
    with pytest.raises(Invalid, match="no country"):
        validated("2067094321", country)


def test_the_library_is_imported_by_those_who_ask_only():
    program = "import sys, lambdas.api_control.handler; print('phonenumbers' in sys.modules)"

    answer = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )

    assert answer.stdout.strip() == "False"
