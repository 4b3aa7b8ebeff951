"""Operations on issued access keys (extension API); secrets are shown by these answers and never again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pinwheel.api.call import Call, Operation
from pinwheel.api.paging import decode_token, encode_token, listing, page_size
from pinwheel.domain.access_keys import AccessKey
from pinwheel.domain.times import iso
from pinwheel.runtime import bootstrap
from pinwheel.services import access_keys
from pinwheel.services.access_keys import IssuedKey


def create_access_key(call: Call) -> Any:
    """Issue a key."""
    issued = access_keys.create_key(
        call.body.Name,
        call.body.Rights,
        call.body.Applications,
        documents=bootstrap.documents(),
        secrets=bootstrap.secrets(),
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
    )
    return _shown(issued)


def list_access_keys(call: Call) -> Any:
    """List keys, revoked ones too."""
    after = decode_token(call.operation, "", call.first("Token"))
    found, after = access_keys.list_keys(limit=page_size(call), after=after, documents=bootstrap.documents())
    return listing("Item", [_response(key) for key in found], encode_token(call.operation, "", after))


def rotate_access_key(call: Call) -> Any:
    """Give a key a new secret."""
    issued = access_keys.rotate_key(
        call.labels["AccessKeyId"],
        timedelta(seconds=call.body.GraceSeconds),
        documents=bootstrap.documents(),
        secrets=bootstrap.secrets(),
        clock=bootstrap.clock(),
    )
    return _shown(issued)


def revoke_access_key(call: Call) -> Any:
    """End a key."""
    access_key_id = call.labels["AccessKeyId"]
    revoked = access_keys.revoke_key(access_key_id, documents=bootstrap.documents(), clock=bootstrap.clock())
    return _response(revoked)


def _shown(issued: IssuedKey) -> dict[str, Any]:
    return {**_response(issued.key), "SecretAccessKey": issued.secret}


def _response(key: AccessKey) -> dict[str, Any]:
    return {
        "AccessKeyId": key.access_key_id,
        "Name": key.name,
        "Rights": sorted(key.rights),
        "Applications": None if key.applications is None else sorted(key.applications),
        "Status": "ACTIVE" if key.revoked is None else "REVOKED",
        "CreationDate": iso(key.created),
        "LastRotatedDate": None if key.rotated is None else iso(key.rotated),
        "RevokedDate": None if key.revoked is None else iso(key.revoked),
    }


OPERATIONS: dict[str, Operation] = {
    "CreateAccessKey": create_access_key,
    "ListAccessKeys": list_access_keys,
    "RevokeAccessKey": revoke_access_key,
    "RotateAccessKey": rotate_access_key,
}
