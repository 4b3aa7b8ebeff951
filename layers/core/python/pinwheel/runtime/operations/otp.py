"""Operations of one-time passwords."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from aws_lambda_powertools.metrics import MetricUnit, single_metric

from pinwheel.api.call import Call
from pinwheel.runtime import bootstrap
from pinwheel.services import otp
from pinwheel.services.otp import Verdict

ATTEMPT, FAILURE = "OTPVerificationAttempt", "OTPVerificationFailure"
METRICS = {
    Verdict.RIGHT: (ATTEMPT, "OTPVerificationSuccess"),
    Verdict.WRONG: (ATTEMPT, FAILURE),
    Verdict.LAST_WRONG: (ATTEMPT, FAILURE, "OTPVerificationFailureFinalAttempt"),
    Verdict.NO_CODE: (ATTEMPT, FAILURE),
}
"""What CloudWatch counts of each verdict (spec 04, section 5)."""


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
    verdict = otp.judge_otp(call.labels["ApplicationId"], msgspec.to_builtins(call.body), using=_using())
    for name in METRICS[verdict]:
        with single_metric(name=name, unit=MetricUnit.Count, value=1, namespace="Pinwheel") as metric:
            metric.add_dimension(name="ApplicationId", value=call.labels["ApplicationId"])
    return {"Valid": verdict is Verdict.RIGHT}


OPERATIONS: dict[str, Callable[[Call], Any]] = {
    "SendOTPMessage": send_otp_message,
    "VerifyOTPMessage": verify_otp_message,
}
