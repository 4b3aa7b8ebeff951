"""The control plane of the API: everything about applications that is neither endpoints, events nor figures.

Its route is the API's default one, so it also answers for operations that have no behaviour yet.
"""

from __future__ import annotations

from pinwheel.runtime.http import http_function
from pinwheel.runtime.operations import (
    access_keys,
    applications,
    audit,
    campaigns,
    channels,
    event_streams,
    export_jobs,
    import_jobs,
    journeys,
    numbers,
    phone,
    recommenders,
    segments,
    tags,
    templates,
    uploads,
)

lambda_handler = http_function(
    {
        **access_keys.OPERATIONS,
        **applications.OPERATIONS,
        **audit.OPERATIONS,
        **campaigns.OPERATIONS,
        **channels.OPERATIONS,
        **event_streams.OPERATIONS,
        **export_jobs.OPERATIONS,
        **import_jobs.OPERATIONS,
        **journeys.OPERATIONS,
        **numbers.OPERATIONS,
        **phone.OPERATIONS,
        **recommenders.OPERATIONS,
        **segments.OPERATIONS,
        **tags.OPERATIONS,
        **templates.OPERATIONS,
        **uploads.OPERATIONS,
    }
)
