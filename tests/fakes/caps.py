"""Caps in memory, proven equal to the DynamoDB adapter by tests/contract/test_caps.py."""

from __future__ import annotations

from pinwheel.domain.caps import claim
from pinwheel.domain.endpoints import endpoint_key
from pinwheel.domain.times import epoch_millis


class MemoryCaps:
    """`daily` and `totals` hold what is remembered."""

    def __init__(self):
        self.daily = {}
        self.totals = {}

    def claim(self, application_id, rule, claims, *, now):
        return [self._claim(application_id, rule, each, epoch_millis(now)) for each in claims]

    def look(self, application_id, rule, claims, *, now):
        daily, totals = dict(self.daily), dict(self.totals)
        verdicts = []
        for each in claims:
            verdicts.append(self._claim(application_id, rule, each, epoch_millis(now)))
            self.daily, self.totals = dict(daily), dict(totals)
        return verdicts

    def _claim(self, application_id, rule, wanted, now):
        endpoint = application_id, endpoint_key(wanted.endpoint_id)
        campaign = *endpoint, rule.campaign_id
        verdict, daily, total = claim(
            rule, wanted, self.daily.get(endpoint, ()), self.totals.get(campaign, ()), now=now
        )
        self.daily[endpoint] = daily
        self.totals[campaign] = total
        return verdict
