"""Operations of one-time passwords."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from pinwheel.api.call import Call
from pinwheel.runtime import bootstrap
from pinwheel.services import otp


def _using() -> otp.Collaborators:
    return otp.Collaborators(
        documents=bootstrap.documents(),
        secrets=bootstrap.password_secrets(),
        sms=bootstrap.sms_provider(),
        clock=bootstrap.clock(),
        new_code=bootstrap.new_code,
    )


def send_otp_message(call: Call) -> Any:
    """Send a code."""
    answer = otp.send_otp(call.labels["ApplicationId"], msgspec.to_builtins(call.body), using=_using())
    return {**answer, "RequestId": call.request_id}


def verify_otp_message(call: Call) -> Any:
    """Verify a code; whatever is wrong with it, the answer is the same."""
    is_valid = otp.verify_otp(call.labels["ApplicationId"], msgspec.to_builtins(call.body), using=_using())
    return {"Valid": is_valid}


OPERATIONS: dict[str, Callable[[Call], Any]] = {
    "SendOTPMessage": send_otp_message,
    "VerifyOTPMessage": verify_otp_message,
}
