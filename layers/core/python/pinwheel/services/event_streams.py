"""Where an application's events are to be sent: the configuration (spec 05, section 3; spec 08, section 9).

What is stored here is checked for its form and given back; `services/stream_delivery.py` delivers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.errors import Invalid, NotFound
from pinwheel.domain.times import iso
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Delete, Document, Documents, Put

Json = dict[str, Any]
# What does not begin with "arn:" is an abbreviation, as suites for moto write it ("kinesis:arn"): nothing
# can be delivered there, but what they ran against took it.
_DESTINATION = re.compile(
    r"arn:aws[a-z-]*:(?:kinesis:[a-z0-9-]+:\d{12}:stream/[A-Za-z0-9_.-]{1,128}"
    r"|firehose:[a-z0-9-]+:\d{12}:deliverystream/[A-Za-z0-9_.-]{1,64})"
    r"|(?:kinesis|firehose):[A-Za-z0-9_./:-]{1,200}"
)
_ROLE = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/[\x21-\x7e]{1,576}|iam:[A-Za-z0-9_./:-]{1,200}")


def put_event_stream(
    application_id: str, request: Mapping[str, Any], *, updated_by: str, documents: Documents, clock: Clock
) -> Json:
    """Set or replace the stream of an application.

    Raises:
        Invalid: an ARN has none of the forms that a stream or a role has.
    """
    if not _DESTINATION.fullmatch(request["DestinationStreamArn"]):
        raise Invalid(
            "DestinationStreamArn must be the ARN of a Kinesis stream or of a Firehose delivery stream.",
            member="DestinationStreamArn",
        )
    if not _ROLE.fullmatch(request["RoleArn"]):
        raise Invalid("RoleArn must be the ARN of an IAM role.", member="RoleArn")
    body = {
        "ApplicationId": application_id,
        "DestinationStreamArn": request["DestinationStreamArn"],
        "LastModifiedDate": iso(clock.now()),
        "LastUpdatedBy": updated_by,
        "RoleArn": request["RoleArn"],
    }
    # A new stream begins with a clean sheet.
    status = Delete(keys.event_stream_status(application_id))
    documents.write([Put(keys.event_stream(application_id), body), status])
    return body


def get_event_stream(application_id: str, *, documents: Documents) -> Json:
    """Read the stream of an application.

    Raises:
        NotFound: it has none.
    """
    return dict(_require(application_id, documents).body)


def delete_event_stream(application_id: str, *, documents: Documents) -> Json:
    """Forget the stream of an application and tell which it was.

    Raises:
        NotFound: it has none.
    """
    stored = _require(application_id, documents)
    documents.write([Delete(stored.key), Delete(keys.event_stream_status(application_id))])
    return dict(stored.body)


def _require(application_id: str, documents: Documents) -> Document:
    found = documents.get(keys.event_stream(application_id))
    if found is None:
        # The wording of the only stand-in that test suites ran against (spec 08, section 3).
        raise NotFound("Resource not found")
    return found
