"""Direct messages: `/v1/apps/{app}/messages` and `/v1/apps/{app}/users-messages`."""

from pinwheel.runtime.http import http_function
from pinwheel.runtime.operations import messages

lambda_handler = http_function(messages.OPERATIONS)
