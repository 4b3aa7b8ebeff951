"""Direct messages and one-time passwords; what a voice message sounds like and what a template says."""

from pinwheel.runtime.http import http_function
from pinwheel.runtime.operations import messages, otp, template_tools, voice

lambda_handler = http_function(
    {**messages.OPERATIONS, **otp.OPERATIONS, **template_tools.OPERATIONS, **voice.OPERATIONS}
)
