"""The edge of the only function that is open to everybody: pages behind links that carry their own signature.

    GET  /u/{token}   asks, and changes nothing: mail scanners open links
    POST /u/{token}   opts out at once: mail programs by RFC 8058, and the button of the page
    GET  /p/{token}   a person's preferences
    POST /p/{token}   keeps them

A link that is not ours, was tampered with or whose application is gone is answered with the same 404 page.
The log gets IDs only: neither the token nor what was chosen.
"""

from __future__ import annotations

import base64
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from aws_lambda_powertools import Logger

from pinwheel.domain.errors import Invalid, NotFound, PinwheelError
from pinwheel.domain.preference_pages import (
    CHANNEL_FIELD,
    NONE_FIELD,
    TOPIC_FIELD,
    Page,
    ask_page,
    done_page,
    preferences_page,
    problem_page,
)
from pinwheel.domain.preferences import chosen_language, masked
from pinwheel.domain.unsubscribe import Recipient
from pinwheel.runtime.usage import metered
from pinwheel.services.link_keys import LinkSecrets, verified
from pinwheel.services.preferences import find_person, get_preferences, save_choices
from pinwheel.services.unsubscribe import Registry, email_endpoints, unsubscribe

MOST_FORM_BYTES = 100_000
MOST_FIELDS = 200

Event = dict[str, Any]
logger = Logger()


@dataclass(frozen=True, slots=True)
class _Visit:
    """One call: what was asked for, by which link, in which language, with what form."""

    method: str
    page: str
    token: str
    accepted: str
    form: Mapping[str, list[str]]
    wants_language: str


def pages_function(
    registry: Callable[[], Registry], *, secrets_of: Callable[[str], LinkSecrets | None]
) -> Callable[[Event, Any], dict[str, Any]]:
    """Make a Lambda handler for API Gateway's HTTP API (payload 2.0)."""

    def lambda_handler(event: Event, _: Any) -> dict[str, Any]:
        application_id = ""
        accepted = str({k.lower(): v for k, v in event["headers"].items()}.get("accept-language", ""))
        try:
            visit = _visit(event, accepted)
            recipient = verified(visit.token, secrets_of=secrets_of)
            application_id = recipient.application_id
            page = _shown(visit, recipient, registry())
        except (NotFound, Invalid):
            page = problem_page(404, chosen_language(accepted, "en"))
        except PinwheelError as error:
            logger.warning("unavailable", reason=str(error))
            page = problem_page(503, chosen_language(accepted, "en"))
        except Exception as error:
            _log_failure(error)
            page = problem_page(500, chosen_language(accepted, "en"))
        logger.info("page", application=application_id, status=page.status)
        return {"statusCode": page.status, "headers": dict(page.headers), "body": page.html}

    return metered(lambda_handler)


def _log_failure(error: Exception) -> None:
    """Say where it broke, without the error's own text: it may hold an address."""
    where = traceback.format_tb(error.__traceback__)
    logger.error("failed", error=type(error).__name__, where=where)


def _visit(event: Event, accepted: str) -> _Visit:
    """Read a call.

    Raises:
        Invalid, NotFound: it is none of the four that there are.
    """
    method = event["requestContext"]["http"]["method"]
    page, _, token = event["rawPath"].lstrip("/").partition("/")
    if page not in {"u", "p"} or method not in {"GET", "POST"}:
        raise NotFound("There is no such page.")
    query = (event.get("queryStringParameters") or {}).get("lang", "")
    return _Visit(method, page, token, accepted, _form(event) if method == "POST" else {}, query)


def _form(event: Event) -> Mapping[str, list[str]]:
    """Read a form; what is no form, such as the multipart body of a mail program, names nothing."""
    text = event.get("body") or ""
    data = base64.b64decode(text) if event.get("isBase64Encoded") else text.encode()
    if len(data) > MOST_FORM_BYTES:
        raise Invalid("The form is too big.")
    try:
        return parse_qs(data.decode(), max_num_fields=MOST_FIELDS)
    except ValueError:
        return {}


def _shown(visit: _Visit, recipient: Recipient, registry: Registry) -> Page:
    """Do what a call is for, and show the page."""
    preferences = get_preferences(recipient.application_id, documents=registry.documents)
    language = chosen_language(visit.wants_language or visit.accepted, preferences.Language)
    if visit.page == "u":
        if visit.method == "POST":
            unsubscribe(recipient, registry=registry)
        show = done_page if visit.method == "POST" else ask_page
        # Relative, so that it holds for whatever stands in front of the API.
        url = f"../p/{visit.token}"
        return show(preferences, language, address=_address(recipient, registry), preferences_url=url)
    if visit.method == "POST":
        form = visit.form
        channels = () if NONE_FIELD in form else form.get(CHANNEL_FIELD, ())
        save_choices(recipient, channels, form.get(TOPIC_FIELD, ()), registry=registry)
    person = find_person(recipient, reader=registry.reader)
    return preferences_page(
        preferences,
        language,
        channels=person.channels(language),
        topics=person.topics(preferences, language),
        is_saved=visit.method == "POST",
    )


def _address(recipient: Recipient, registry: Registry) -> str:
    """Give the address to show: masked, because links are forwarded."""
    if recipient.address:
        return masked(recipient.address)
    found = email_endpoints(recipient, reader=registry.reader)
    return masked(found[0].address or "") if found else "***"
