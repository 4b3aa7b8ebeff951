"""Endpoints and users: `/v1/apps/{app}/endpoints...`, `/users...`, `/attributes...`."""

from pinwheel.runtime.http import http_function
from pinwheel.runtime.operations import endpoints, in_app

lambda_handler = http_function({**endpoints.OPERATIONS, **in_app.OPERATIONS})
