"""Direct messages and one-time passwords of applications: messages, users-messages, otp, verify-otp."""

from pinwheel.runtime.http import http_function
from pinwheel.runtime.operations import messages, otp

lambda_handler = http_function({**messages.OPERATIONS, **otp.OPERATIONS})
