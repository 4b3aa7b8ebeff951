"""Operations on endpoints and users (spec 01)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import msgspec

from pinwheel.api.call import Call
from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.events import user_subject
from pinwheel.ports.documents import Document
from pinwheel.runtime import bootstrap
from pinwheel.runtime.remembered import Remembered
from pinwheel.services import attributes, endpoints
from pinwheel.services.applications import require_application
from pinwheel.services.forgetting import forget_figures, forget_in_archive
from pinwheel.services.push_devices import forget_devices


@cache
def known_applications() -> Remembered[Document]:
    """Give the applications that exist, known for ten seconds."""
    return Remembered(
        lambda application_id: require_application(application_id, documents=bootstrap.documents()),
        seconds=10,
    )


def update_endpoint(call: Call) -> Any:
    """Create or change an endpoint."""
    endpoints.update_endpoint(
        _application(call),
        call.labels["EndpointId"],
        _document(call),
        request_id=call.request_id,
        endpoints=bootstrap.endpoint_writer(),
    )
    return _accepted(call)


def update_endpoints_batch(call: Call) -> Any:
    """Create or change up to 100 endpoints."""
    endpoints.update_endpoints(
        _application(call),
        _document(call).get("Item") or [],
        request_id=call.request_id,
        endpoints=bootstrap.endpoint_writer(),
    )
    return _accepted(call)


def get_endpoint(call: Call) -> Any:
    """Read an endpoint."""
    found = endpoints.get_endpoint(
        _application(call), call.labels["EndpointId"], endpoints=bootstrap.endpoints()
    )
    return endpoints.endpoint_response(found)


def find_endpoints(call: Call) -> Any:
    """Find the active endpoints that hold an address, at most one of each kind of channel (extension API)."""
    found = endpoints.find_endpoints(
        _application(call), call.first("Address"), endpoints=bootstrap.endpoints()
    )
    return {"Item": [endpoints.endpoint_response(endpoint) for endpoint in found]}


def delete_endpoint(call: Call) -> Any:
    """Delete an endpoint; first what is counted by it, which nobody finds without it."""
    application_id, endpoint_id = _application(call), call.labels["EndpointId"]
    found = bootstrap.endpoints().get_many(application_id, [endpoint_id])
    _forget(application_id, [endpoint_id], found.values())
    removed = endpoints.delete_endpoint(application_id, endpoint_id, endpoints=bootstrap.endpoints())
    return endpoints.endpoint_response(removed)


def get_user_endpoints(call: Call) -> Any:
    """Read all endpoints of a user."""
    found = endpoints.get_user_endpoints(
        _application(call), call.labels["UserId"], endpoints=bootstrap.endpoints()
    )
    return {"Item": [endpoints.endpoint_response(endpoint) for endpoint in found]}


def delete_user_endpoints(call: Call) -> Any:
    """Delete all endpoints of a user; first what is counted by them, and by the user alone."""
    application_id, user_id = _application(call), call.labels["UserId"]
    found = bootstrap.endpoints().of_user(application_id, user_id)
    ids = [endpoint.id for endpoint in found]
    _forget(application_id, [*ids, user_subject(user_id)] if ids else [], found)
    removed = endpoints.delete_user_endpoints(application_id, user_id, endpoints=bootstrap.endpoints())
    return {"Item": [endpoints.endpoint_response(endpoint) for endpoint in removed]}


def remove_attributes(call: Call) -> Any:
    """Stop taking in attributes of some names."""
    application_id, attribute_type = _application(call), call.labels["AttributeType"]
    blocked = attributes.remove_attributes(
        application_id,
        attribute_type,
        _document(call).get("Blacklist") or [],
        documents=bootstrap.documents(),
    )
    bootstrap.blocked().forget(application_id)
    return {"ApplicationId": application_id, "AttributeType": attribute_type, "Attributes": blocked}


def _forget(application_id: str, endpoint_ids: list[str], found: Iterable[Endpoint]) -> None:
    forget_devices(application_id, found, documents=bootstrap.documents(), service=bootstrap.push_service)
    forget_figures(
        application_id, endpoint_ids, documents=bootstrap.documents(), figures=bootstrap.figure_partitions()
    )
    forget_in_archive(application_id, endpoint_ids, blobs=bootstrap.blobs(), clock=bootstrap.clock())


def _application(call: Call) -> str:
    application_id = call.labels["ApplicationId"]
    known_applications().get(application_id)
    return application_id


def _document(call: Call) -> dict[str, Any]:
    return {} if call.body is None else msgspec.to_builtins(call.body)


def _accepted(call: Call) -> dict[str, str]:
    return {"RequestID": call.request_id, "Message": "Accepted"}


OPERATIONS: dict[str, Callable[[Call], Any]] = {
    "DeleteEndpoint": delete_endpoint,
    "DeleteUserEndpoints": delete_user_endpoints,
    "FindEndpoints": find_endpoints,
    "GetEndpoint": get_endpoint,
    "GetUserEndpoints": get_user_endpoints,
    "RemoveAttributes": remove_attributes,
    "UpdateEndpoint": update_endpoint,
    "UpdateEndpointsBatch": update_endpoints_batch,
}
