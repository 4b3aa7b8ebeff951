"""PutEvents."""

from __future__ import annotations

from pinwheel.runtime.http import http_function
from pinwheel.runtime.operations import events

lambda_handler = http_function(events.OPERATIONS)
