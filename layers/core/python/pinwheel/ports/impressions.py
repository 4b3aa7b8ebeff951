"""How often in-app campaigns were shown at endpoints, as apps report it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Impressions(Protocol):
    """Counts displays; forgets an endpoint a year after the last one."""

    def add(self, application_id: str, endpoint_id: str, campaign_id: str, event_id: str) -> None:
        """Count a display; reporting the same event again changes nothing."""
        ...

    def of_endpoint(self, application_id: str, endpoint_id: str) -> Mapping[str, int]:
        """Tell how often each campaign was shown."""
        ...
