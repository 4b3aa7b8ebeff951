"""What the numbering plans tell about a phone number (spec 04, section 6; decision 0008).

libphonenumber's data come with the product; nothing is looked up at a carrier. They are big, the names of
places above all, so that they are imported by the first request that needs them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from pinwheel.domain.errors import Invalid

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

LONGEST_NUMBER = 250
"""What libphonenumber parses at most."""
CODES = {"MOBILE": 0, "LANDLINE": 1, "VOIP": 2, "INVALID": 3, "OTHER": 4, "PREPAID": 5}
"""Pinpoint's types of numbers; no plan tells that a number is prepaid."""
_TYPES = {
    "FIXED_LINE": "LANDLINE",
    # One plan for both, as in North America: messages are worth a try.
    "FIXED_LINE_OR_MOBILE": "MOBILE",
    "MOBILE": "MOBILE",
    "VOIP": "VOIP",
}
_FICTITIOUS = re.compile(r"\+1\d{3}55501\d\d")
"""North American numbers reserved for fiction."""
_NORTH_AMERICA = 1
_WINTER, _SUMMER = (datetime(2026, month, 1, tzinfo=UTC) for month in (1, 7))


def validate_number(request: Mapping[str, Any]) -> dict[str, Any]:
    """Tell the type of a number and where it belongs; what is not known is left out.

    Raises:
        Invalid: there is no number, or `IsoCountryCode` is no country.
    """
    text, country = request.get("PhoneNumber") or "", (request.get("IsoCountryCode") or "").upper()
    if not text.strip() or len(text) > LONGEST_NUMBER:
        raise Invalid(f"PhoneNumber must have 1 to {LONGEST_NUMBER} characters.", member="PhoneNumber")
    if country and not _is_country(country):
        raise Invalid(f"IsoCountryCode '{country[:10]}' is no country.", member="IsoCountryCode")
    number = _parsed(text, country)
    phone_type = "INVALID" if number is None else _phone_type(number)
    answer = {
        "PhoneType": phone_type,
        "PhoneTypeCode": CODES[phone_type],
        "OriginalPhoneNumber": text,
        "OriginalCountryCodeIso2": request.get("IsoCountryCode"),
        **({} if number is None else _cleansed(number)),
        **({} if number is None or phone_type == "INVALID" else _places(number, phone_type)),
    }
    return {member: value for member, value in answer.items() if value not in (None, "")}


def _is_country(code: str) -> bool:
    import phonenumbers

    return code in phonenumbers.SUPPORTED_REGIONS


def _parsed(text: str, country: str) -> PhoneNumber | None:
    """Read a number; one with neither `+` nor a country is taken to begin with its country code."""
    import phonenumbers

    if not country and not text.strip().startswith("+"):
        text = f"+{text.strip()}"
    try:
        return phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return None


def _phone_type(number: PhoneNumber) -> str:
    import phonenumbers

    if not phonenumbers.is_valid_number(number):
        return "INVALID"
    if _FICTITIOUS.fullmatch(_e164(number)):
        return "OTHER"
    kind = phonenumbers.PhoneNumberType.to_string(phonenumbers.number_type(number))
    return _TYPES.get(kind, "OTHER")


def _e164(number: PhoneNumber) -> str:
    import phonenumbers

    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _cleansed(number: PhoneNumber) -> dict[str, Any]:
    import phonenumbers

    region = phonenumbers.region_code_for_number(number)
    # Of a number that is no one's, the country that its code stands for first.
    region = region or phonenumbers.region_code_for_country_code(number.country_code or 0)
    is_country = region in phonenumbers.SUPPORTED_REGIONS
    return {
        "CleansedPhoneNumberE164": _e164(number),
        "CleansedPhoneNumberNational": phonenumbers.national_significant_number(number),
        "Country": _country_name(region) if is_country else None,
        "CountryCodeIso2": region if is_country else None,
        "CountryCodeNumeric": str(number.country_code),
    }


def _country_name(region: str) -> str | None:
    from phonenumbers.geodata.locale import LOCALE_DATA

    names = LOCALE_DATA.get(region, {})
    name = names.get("en")
    # `*aa`: as in the language `aa`.
    return names.get(name[1:]) if name and name.startswith("*") else name


def _places(number: PhoneNumber, phone_type: str) -> dict[str, Any]:
    from phonenumbers import carrier

    is_placed = phone_type in {"MOBILE", "LANDLINE"}
    return {
        "Carrier": carrier.name_for_number(number, "en"),
        "City": _city(number) if is_placed else None,
        "Timezone": _zone(number) if is_placed else None,
    }


def _city(number: PhoneNumber) -> str | None:
    """Give the place of a number's area, where the plan names a city and not a state or a country."""
    import phonenumbers
    from phonenumbers import geocoder

    if not phonenumbers.is_number_geographical(number):
        return None
    place = geocoder.description_for_valid_number(number, "en")
    city, _, state = place.partition(", ")
    if number.country_code == _NORTH_AMERICA and not state:
        return None
    region = phonenumbers.region_code_for_number(number) or ""
    return None if city == _country_name(region) else city


def _zone(number: PhoneNumber) -> str | None:
    """Give the time zone of a number, if all zones that it may belong to have the same time."""
    import phonenumbers
    from phonenumbers import timezone

    zones = timezone.time_zones_for_number(number)
    if len(zones) == 1:
        return zones[0] if zones[0] != timezone.UNKNOWN_TIMEZONE else None
    if len({_clock(zone) for zone in zones}) > 1:
        return None
    # The zone of the country's best known numbers goes by the name that people know.
    region = phonenumbers.region_code_for_number(number) or ""
    example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.FIXED_LINE)
    known = timezone.time_zones_for_number(example) if example else ()
    return next((zone for zone in known if zone in zones), zones[0])


def _clock(zone: str) -> tuple[Any, ...]:
    return tuple(moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in (_WINTER, _SUMMER))
