"""Whether the functions and URLs that campaigns name are there (spec 03, section 8)."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from pinwheel.domain.campaigns.content import is_url
from pinwheel.domain.errors import Invalid
from pinwheel.ports.functions import CallFailed, Functions
from pinwheel.ports.webhook import Webhooks

MEMBER = "CustomDeliveryConfiguration.DeliveryUri"
ACCOUNT_HEADER = "x-amz-pinpoint-accountid"
_GONE = frozenset({404, 410, 502, 503, 504})
"""Answers of a server, or of what stands before it, that there is nothing to deliver to."""


class UrlCheck(enum.StrEnum):
    """What a URL must show before a campaign may name it."""

    ACCOUNT = "account"
    """The header `X-Amz-Pinpoint-AccountId` with our account: whoever runs the URL wants our calls."""
    EXISTS = "exists"
    """Any answer but that there is nothing."""
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryTargets:
    """Asks functions and URLs, once, when a campaign that names them is made."""

    functions: Functions
    webhooks: Webhooks
    account_id: str
    url_check: UrlCheck = UrlCheck.ACCOUNT

    def check_hook(self, url: str) -> None:
        """Refuse the URL of a hook that would never be called.

        Raises:
            Invalid: it is no HTTPS URL.
        """
        if reason := self.webhooks.refusal(url):
            raise Invalid(f"Hook.WebUrl: {reason}", member="Hook.WebUrl")

    def check(self, target: str) -> None:
        """Make sure that a function or URL exists and may be called.

        Raises:
            Invalid: it does not, or may not.
        """
        try:
            if is_url(target):
                self._check_url(target)
            elif not self.functions.exists(target):
                raise Invalid(f"{MEMBER}: there is no function '{target}'.", member=MEMBER)
        except CallFailed as error:
            raise Invalid(f"{MEMBER}: {error}", member=MEMBER) from error

    def _check_url(self, url: str) -> None:
        if reason := self.webhooks.refusal(url):
            raise Invalid(f"{MEMBER}: {reason}", member=MEMBER)
        if self.url_check is UrlCheck.OFF:
            return
        status, headers = self.webhooks.head(url)
        if status in _GONE:
            raise Invalid(f"{MEMBER}: the URL answers {status}.", member=MEMBER)
        if self.url_check is UrlCheck.ACCOUNT and headers.get(ACCOUNT_HEADER, "").strip() != self.account_id:
            raise Invalid(
                f"{MEMBER}: the URL must answer HEAD with the header X-Amz-Pinpoint-AccountId: "
                f"{self.account_id}.",
                member=MEMBER,
            )
