"""Opens and clicks that nobody made: privacy proxies, image proxies, security scanners.

SES reports what was fetched, not who fetched it. A report is marked where the program says what it is, or
where it came faster than a person can be. Nothing is left out: Pinpoint counted all, and so do its KPIs.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

AUTOMATED = "is_automated"
"""Attribute of opens and clicks that nobody made: `true`."""
REASON = "automated_reason"
"""Attribute beside it."""

FASTEST_OPEN = timedelta(seconds=2)
FASTEST_CLICK = timedelta(seconds=5)
"""What comes sooner after SES took the message was fetched on the way: scanners follow all links at once."""

_PRIVACY_PROXY = re.compile(r"\s*Mozilla/5\.0\s*\Z")
"""All that Apple's Mail Privacy Protection says of itself."""
_PROXIES = re.compile(r"GoogleImageProxy|YahooMailProxy|ggpht\.com|DuckDuckGo-Email", re.IGNORECASE)
_SCANNERS = re.compile(
    r"barracuda|proofpoint|mimecast|symantec|messagelabs|trendmicro|sophos|fortinet|fireeye|cloudmark"
    r"|BitDefender|ZScaler|SafeLinks|urldefense|IronPort|Microsoft Office Protocol Discovery"
    r"|\bbot\b|bot/|crawler|spider|scanner|preview|headless|phantomjs"
    r"|python-requests|python-urllib|aiohttp|httpx|curl/|wget/|go-http-client|java/|libwww-perl|axios/",
    re.IGNORECASE,
)


def why_automated(
    *, is_click: bool, user_agent: str, sent: datetime, happened: datetime | None
) -> str | None:
    """Say why nobody made an open or a click; None when somebody may have."""
    if _PRIVACY_PROXY.match(user_agent):
        return "privacy proxy"
    if _PROXIES.search(user_agent):
        return "image proxy"
    if _SCANNERS.search(user_agent):
        return "security scanner"
    fastest = FASTEST_CLICK if is_click else FASTEST_OPEN
    if happened is not None and timedelta(0) <= happened - sent < fastest:
        return "too fast for a person"
    return None
