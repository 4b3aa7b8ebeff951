"""Displays of in-app campaigns in memory, proven equal to the adapter by tests/contract/test_impressions.py."""

from __future__ import annotations

from pinwheel.domain.endpoints import endpoint_key

MOST = 128


class MemoryImpressions:
    """The port in a dict of sets of events by application, endpoint and campaign."""

    def __init__(self):
        self.shown = {}

    def add(self, application_id, endpoint_id, campaign_id, event_id):
        campaigns = self.shown.setdefault((application_id, endpoint_key(endpoint_id)), {})
        events = campaigns.setdefault(campaign_id, set())
        if len(events) < MOST:
            events.add(event_id)

    def of_endpoint(self, application_id, endpoint_id):
        campaigns = self.shown.get((application_id, endpoint_key(endpoint_id)), {})
        return {campaign_id: len(events) for campaign_id, events in campaigns.items()}
