"""Direct messages and one-time passwords of applications, and what a voice message sounds like."""

from pinwheel.runtime.http import http_function
from pinwheel.runtime.operations import messages, otp, voice

lambda_handler = http_function({**messages.OPERATIONS, **otp.OPERATIONS, **voice.OPERATIONS})
