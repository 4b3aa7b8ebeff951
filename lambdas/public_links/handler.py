"""Pages behind the links in e-mails: unsubscribing and preferences. Open to everybody; links are signed."""

from __future__ import annotations

from pinwheel.runtime import bootstrap
from pinwheel.runtime.public_pages import pages_function
from pinwheel.runtime.settings import settings
from pinwheel.services.unsubscribe import Registry


def registry() -> Registry:
    """Give where people are kept and changed."""
    return Registry(
        documents=bootstrap.documents(),
        reader=bootstrap.endpoints(),
        writer=bootstrap.endpoint_writer(),
        stream=bootstrap.event_stream(),
        clock=bootstrap.clock(),
        account_id=settings().account_id,
    )


lambda_handler = pages_function(
    registry, secrets_of=lambda application_id: bootstrap.verifying_keys().get(application_id)
)
