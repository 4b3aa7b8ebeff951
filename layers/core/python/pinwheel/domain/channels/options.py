"""Options of channels that are no secrets: senders of e-mail and SMS, authentication methods."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pinwheel.domain.errors import Invalid

MAXIMUM_LENGTH = 2048
"""Characters of any option; the longest that is of use is an ARN."""

# Carriers want a letter in it (spec 07, section 3), but the channel took digits alone: Terraform's provider
# sets up "1234" in its own tests. What cannot be sent from fails when it is sent.
_SENDER_ID = re.compile(r"[A-Za-z0-9]{1,11}")
_SHORT_CODE = re.compile(r"\+?[0-9]{3,15}")

Options = Mapping[str, str]


def check_lengths(options: Options) -> None:
    """Check that every option can be stored.

    Raises:
        Invalid: one is longer than any sensible value.
    """
    for member, value in options.items():
        if len(value) > MAXIMUM_LENGTH:
            raise Invalid(f"{member} must have at most {MAXIMUM_LENGTH} characters.", member=member)


def check_email(options: Options) -> None:
    """Check who sends e-mail.

    Raises:
        Invalid: the address or the identity is missing, or the address is none.
    """
    for member in ("FromAddress", "Identity"):
        if member not in options:
            raise Invalid(f"{member} must not be empty.", member=member)
    if "@" not in options["FromAddress"]:
        raise Invalid("FromAddress must be an e-mail address.", member="FromAddress")


def check_sms(options: Options) -> None:
    """Check who sends SMS (spec 07, section 3).

    Raises:
        Invalid: the sender ID or the short code has a form that no carrier takes.
    """
    sender_id, short_code = options.get("SenderId"), options.get("ShortCode")
    if sender_id is not None and not _SENDER_ID.fullmatch(sender_id):
        raise Invalid("SenderId must have 1 to 11 letters and digits.", member="SenderId")
    if short_code is not None and not _SHORT_CODE.fullmatch(short_code):
        raise Invalid("ShortCode must have 3 to 15 digits.", member="ShortCode")


def check_apns(options: Options) -> None:
    """Check the default authentication method of APNs; tools write it in several ways (spec 07, section 1).

    Raises:
        Invalid: it is none of those names.
    """
    _check_method(options, "CERTIFICATE", "KEY", "TOKEN")


def check_fcm(options: Options) -> None:
    """Check the default authentication method of FCM.

    Raises:
        Invalid: it is neither of the two.
    """
    _check_method(options, "KEY", "TOKEN")


def check_nothing(_options: Options) -> None:
    """Check the options of a channel that has no rules for them."""


def _check_method(options: Options, *allowed: str) -> None:
    member = "DefaultAuthenticationMethod"
    if member in options and options[member].upper() not in allowed:
        raise Invalid(f"{member} must be one of {', '.join(allowed)}.", member=member)
