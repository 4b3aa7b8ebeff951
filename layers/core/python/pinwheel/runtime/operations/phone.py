"""PhoneNumberValidate (spec 04, section 6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from pinwheel.api.call import Call
from pinwheel.services.phone_numbers import validate_number


def phone_number_validate(call: Call) -> Any:
    """Tell the type of a phone number and where it belongs."""
    return validate_number(msgspec.to_builtins(call.body))


OPERATIONS: dict[str, Callable[[Call], Any]] = {"PhoneNumberValidate": phone_number_validate}
