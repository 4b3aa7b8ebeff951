"""The control plane of the API: applications, channels, tags and issued keys."""

from __future__ import annotations

from pinwheel.runtime.http import http_function
from pinwheel.runtime.operations import access_keys, applications, channels, tags

lambda_handler = http_function(
    {
        **access_keys.OPERATIONS,
        **applications.OPERATIONS,
        **channels.OPERATIONS,
        **tags.OPERATIONS,
    }
)
