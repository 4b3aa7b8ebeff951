"""Errors in Pinpoint's shape."""

from __future__ import annotations

import uuid

from starlette.responses import JSONResponse


def problem(status: int, code: str, message: str) -> JSONResponse:
    """Say what went wrong as Pinpoint does."""
    request_id = str(uuid.uuid4())
    return JSONResponse(
        {"__type": code, "Message": message, "RequestID": request_id},
        status_code=status,
        headers={"x-amzn-ErrorType": code, "x-amzn-RequestId": request_id},
    )
