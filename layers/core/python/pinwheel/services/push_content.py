"""What a request or a campaign says by push: the template if there is one, the messages, the defaults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pinwheel.domain.push.content import MESSAGES, PushContent, push_content
from pinwheel.domain.push.rules import check_push_messages
from pinwheel.domain.template_resources.rules import defaults_of
from pinwheel.services.templates import TemplateStores, read_content

JsonObject = Mapping[str, Any]

TEMPLATE_TYPE = "PUSH"
DEFAULTS = ("DefaultPushNotificationMessage", "DefaultMessage")
"""Messages for all push channels, highest first; campaigns have only the second."""


class PushSources:
    """A message configuration and the push template beside it, read once for all channel types."""

    def __init__(
        self, configuration: JsonObject, template_configuration: JsonObject, *, stores: TemplateStores
    ) -> None:
        """Check the messages and read the template.

        Raises:
            NotFound: the template or its version does not exist.
            Invalid: a message breaks a rule.
        """
        check_push_messages(configuration)
        self._configuration = configuration
        self._template: JsonObject | None = None
        self._defaults: dict[str, Any] = {}
        named = template_configuration.get("PushTemplate") or {}
        if named.get("Name"):
            _, _, found = read_content(named["Name"], TEMPLATE_TYPE, named.get("Version"), stores=stores)
            self._template, self._defaults = found, defaults_of(found)

    def content(self, channel_type: str) -> PushContent | None:
        """Put together what is said on one channel type; None when it is nothing."""
        messages = [self._configuration.get(name) for name in (MESSAGES[channel_type], *DEFAULTS)]
        return push_content(
            messages, template=self._template, channel_type=channel_type, defaults=self._defaults
        )
