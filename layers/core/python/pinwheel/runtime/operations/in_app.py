"""In-app messages as an app asks for them (spec 03, section 11)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pinwheel.api.call import Call
from pinwheel.runtime import bootstrap
from pinwheel.runtime.operations.endpoints import known_applications
from pinwheel.services.endpoints import get_endpoint


def get_in_app_messages(call: Call) -> Any:
    """Answer which in-app campaigns an endpoint may show.

    There are none: campaigns with the frequency `IN_APP_EVENT` are refused in this version, so that no
    application has any. Its campaigns are not read, as apps ask at every start.
    """
    application_id = call.labels["ApplicationId"]
    known_applications().get(application_id)
    get_endpoint(application_id, call.labels["EndpointId"], endpoints=bootstrap.endpoints())
    return {"InAppMessageCampaigns": []}


OPERATIONS: dict[str, Callable[[Call], Any]] = {"GetInAppMessages": get_in_app_messages}
