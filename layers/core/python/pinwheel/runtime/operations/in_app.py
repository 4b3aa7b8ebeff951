"""In-app messages as an app asks for them (spec 03, section 11)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from pinwheel.api.call import Call
from pinwheel.runtime import bootstrap
from pinwheel.runtime.operations.endpoints import known_applications
from pinwheel.runtime.remembered import Remembered
from pinwheel.services.in_app import Showing, in_app_messages, load_showing, showing_keys
from pinwheel.services.templates import TemplateStores

INDEX_SECONDS = 0.25
"""Apps ask at every start, thousands a second: this bounds how often the index is read."""
CONTENT_SECONDS = 3.0
"""A changed campaign is a new version, which is loaded at once; its segment and template may lag."""


def get_in_app_messages(call: Call) -> Any:
    """Answer which in-app campaigns an endpoint may show."""
    application_id = call.labels["ApplicationId"]
    known_applications().get(application_id)
    return in_app_messages(
        application_id,
        call.labels["EndpointId"],
        showing=_showing,
        endpoints=bootstrap.endpoints(),
        audience=bootstrap.audience(),
        impressions=bootstrap.impressions(),
        clock=bootstrap.clock(),
    )


def _showing(application_id: str) -> Iterable[Showing]:
    found = (shown_campaigns().get(name) for name in shown_index().get(application_id))
    return [each for each in found if each is not None]


@cache
def shown_index() -> Remembered[Sequence[str]]:
    """Give which in-app campaigns of an application are on, known for a moment."""
    return Remembered(
        lambda application_id: showing_keys(application_id, documents=bootstrap.documents()),
        seconds=INDEX_SECONDS,
    )


@cache
def shown_campaigns() -> Remembered[Showing | None]:
    """Give what versions of campaigns show to whom, known for some seconds."""
    return Remembered(
        lambda name: load_showing(
            name,
            segments=bootstrap.segment_documents(),
            templates=TemplateStores(bootstrap.documents(), bootstrap.blobs()),
        ),
        seconds=CONTENT_SECONDS,
    )


OPERATIONS: dict[str, Callable[[Call], Any]] = {"GetInAppMessages": get_in_app_messages}
