"""Caps: how many messages an endpoint may have (spec 03, section 5).

    Daily of a campaign     messages of that campaign within any 24 hours
    Daily of the application  messages of all campaigns within any 24 hours
    Total of a campaign     how often all of its runs have targeted the endpoint, whatever came of it

A claim is made once for each run and endpoint (`token`); made again after a crash it finds itself and counts
once.

The hours are counted from message to message. Only among the messages of one campaign that runs again and
again they are counted from run to run: of a campaign that runs once a day and may send once a day, the next
run must not leave people out because the one before served them some seconds later after its start.
"""

from __future__ import annotations

import msgspec

from pinwheel.domain.campaigns.send_status import SendStatus

DAY = 24 * 3600 * 1000
MOST_ENTRIES = 300
"""Messages of 24 hours that are remembered: caps go up to 100, campaigns without one may send more."""


class CapRule(msgspec.Struct, frozen=True, kw_only=True):
    """The caps of a campaign; None is no cap. `counts_daily`: its messages count for others' caps."""

    campaign_id: str
    daily: int | None = None
    app_daily: int | None = None
    total: int | None = None
    counts_daily: bool = False
    begins: int | None = None
    """Epoch milliseconds for which the run was scheduled; None where events, not a clock, bring messages."""

    @property
    def needs_daily(self) -> bool:
        """Tell whether the messages of the last 24 hours matter."""
        return bool(self.daily or self.app_daily or self.counts_daily)

    @property
    def is_set(self) -> bool:
        """Tell whether anything is to be counted at all."""
        return self.needs_daily or bool(self.total)


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """A message for an endpoint; `is_message` False only targets it (it is quiet time there)."""

    endpoint_id: str
    token: str
    is_message: bool = True


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """A message of the last 24 hours: epoch milliseconds, campaign, claim, when its run was to begin."""

    at: int
    campaign_id: str
    token: str
    begins: int | None = None


Daily = tuple[Entry, ...]
Total = tuple[str, ...]
"""The claims that have targeted an endpoint for one campaign."""


def claim(
    rule: CapRule, wanted: Claim, daily: Daily, total: Total, *, now: int
) -> tuple[SendStatus | None, Daily, Total]:
    """Decide about a claim: the status of who gets no message (None: send), and what is to be remembered."""
    if rule.total and wanted.token not in total:
        if len(total) >= rule.total:
            return SendStatus.CAMPAIGN_CAP, daily, total
        total = (*total, wanted.token)
    if not wanted.is_message or not rule.needs_daily:
        return None, daily, total
    recent = tuple(entry for entry in daily if now - entry.at < DAY)
    if any((entry.campaign_id, entry.token) == (rule.campaign_id, wanted.token) for entry in recent):
        return None, daily, total
    counted = [entry for entry in recent if not _is_of_yesterday(entry, rule)]
    own = sum(entry.campaign_id == rule.campaign_id for entry in counted)
    if (rule.app_daily and len(counted) >= rule.app_daily) or (rule.daily and own >= rule.daily):
        return SendStatus.DAILY_CAP, daily, total
    entry = Entry(now, rule.campaign_id, wanted.token, rule.begins)
    return None, (*recent, entry)[-MOST_ENTRIES:], total


def _is_of_yesterday(entry: Entry, rule: CapRule) -> bool:
    """Tell whether a message is from a run of the same campaign that was due 24 hours before or earlier."""
    if entry.campaign_id != rule.campaign_id or entry.begins is None or rule.begins is None:
        return False
    return rule.begins - entry.begins >= DAY
