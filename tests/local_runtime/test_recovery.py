"""Functions that are killed in the middle of a run: nobody gets a message twice, nobody is lost."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from tests.local_runtime.processes import kill_workers

pytestmark = pytest.mark.local_runtime

COUNT = 3000
KILLS = 6
RECOVERY_SECONDS = 120


def test_killed_functions_send_nothing_twice_and_lose_nobody(runtime, talk):
    rows = "".join(f"e{n},EMAIL,e{n}@example.com\n" for n in range(COUNT))
    job = talk.imported(talk.bring("many.csv", f"Id,ChannelType,Address\n{rows}"))
    campaign = talk.campaign(job["Definition"]["SegmentId"], Limits={"MessagesPerSecond": 300})

    killed = 0
    deadline = time.monotonic() + 60
    while killed < KILLS and time.monotonic() < deadline:
        time.sleep(1)
        killed += kill_workers(runtime.process_id, "SliceAudience", "SendEmail")
    talk.completed(campaign, seconds=RECOVERY_SECONDS)

    activity = talk.activities(campaign)["0"]
    mails = Counter(item["EndpointId"] for item in talk.outbox(**{"application-id": talk.id}))
    unknown = int(activity["ExecutionMetrics"].get("UNKNOWN", 0))
    assert killed >= KILLS
    assert (activity["State"], activity["TotalEndpointCount"]) == ("COMPLETED", COUNT)
    assert set(mails.values()) == {1}
    # Only who was being handed over at the moment of a kill is in doubt.
    assert activity["SuccessfulEndpointCount"] == COUNT - unknown <= len(mails) <= COUNT
    assert unknown < COUNT / 4
