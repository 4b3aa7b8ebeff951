"""Errors as the SES v2 wire says them."""

from __future__ import annotations

from starlette.responses import JSONResponse


class CarrierError(Exception):
    """A refusal: the service's error code, its HTTP status and a sentence."""

    def __init__(self, code: str, message: str, *, status: int = 400) -> None:
        """Keep what the answer needs."""
        super().__init__(message)
        self.code = code
        self.status = status

    def response(self) -> JSONResponse:
        """Answer as botocore expects it."""
        return JSONResponse(
            {"message": str(self)}, status_code=self.status, headers={"x-amzn-errortype": self.code}
        )


def bad_request(message: str) -> CarrierError:
    """Refuse a request that breaks a rule of the service."""
    return CarrierError("BadRequestException", message)
