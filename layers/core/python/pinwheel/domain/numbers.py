"""Our own numbers that people write to, and how texts to them are handled (spec 07, section 3.2)."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from pinwheel.domain.errors import Invalid
from pinwheel.domain.phones import normalised_number

_SHORT_CODE = re.compile(r"[0-9]{3,8}")
_DIGITS = re.compile(r"[0-9]{9,15}")
_TOPIC = re.compile(r"arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}")


class OptOutHandling(enum.StrEnum):
    """Who sees to STOP, START and HELP on a number."""

    PINWHEEL = "PINWHEEL"
    """We answer and block. The number has self-managed opt-outs with the carrier."""
    CARRIER = "CARRIER"
    """The carrier answers and blocks, as with toll-free numbers; we note opt-outs too, but do not answer."""
    SELF_MANAGED = "SELF_MANAGED"
    """The customer's own software does, on what is forwarded to it; we neither answer, block nor opt out."""


class Number(msgspec.Struct, frozen=True, kw_only=True, rename="pascal"):
    """How texts to a number are handled; a number that nobody set up has these defaults."""

    number: str
    two_way_enabled: bool = True
    """Off: nothing is forwarded, no keyword of its own is answered; opt-outs are honoured all the same."""
    topic_arn: str | None = None
    """SNS topic that every text is forwarded to."""
    application_ids: list[str] = []
    """Whom the number writes for. None named: those whose SMS channel has it as short code, else all."""
    opt_out_handling: OptOutHandling = OptOutHandling.PINWHEEL
    opts_endpoints_out: bool = True
    """Whether STOP also sets `OptOut` of the SMS endpoints with that phone to `ALL`, and START to `NONE`."""


MEMBERS = ("TwoWayEnabled", "TopicArn", "ApplicationIds", "OptOutHandling", "OptsEndpointsOut")


def spelled_number(text: str) -> str:
    """Spell a number as its documents do: E.164, or the digits of a short code.

    Raises:
        Invalid: it is neither.
    """
    written = text.strip()
    if _SHORT_CODE.fullmatch(written.removeprefix("+")):
        return written.removeprefix("+")
    number = normalised_number(f"+{written}" if _DIGITS.fullmatch(written) else written)
    if number is None:
        raise Invalid("A number is written in E.164, or as a short code of 3 to 8 digits.", member="Number")
    return number


def read_number(number: str, document: Mapping[str, Any]) -> Number:
    """Read how a number shall be handled.

    Raises:
        Invalid: a member is unknown or has a wrong value.
    """
    unknown = sorted(set(document) - {*MEMBERS, "Number"})
    if unknown:
        raise Invalid(f"There is no member {unknown[0]}; there are {', '.join(MEMBERS)}.", member=unknown[0])
    given = {name: value for name, value in document.items() if value is not None}
    try:
        found = msgspec.convert({**given, "Number": number}, Number)
    except msgspec.ValidationError as error:
        raise Invalid(str(error)) from error
    if found.topic_arn is not None and not _TOPIC.fullmatch(found.topic_arn):
        raise Invalid("TopicArn must be the ARN of a standard SNS topic.", member="TopicArn")
    return found
