"""Opens and clicks that nobody made are marked, and nobody's own are not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pinwheel.domain.automated_mail import why_automated
from tests.unit.domain.test_ses_feedback import CLICKED, OPENED, events

SENT = datetime(2026, 11, 2, 8, 30, tzinfo=UTC)
PEOPLE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0 Safari/537.36",
    "Mozilla/4.0 (compatible; ms-office; MSOffice 16)",
    "",
)
PROGRAMS = {
    "Mozilla/5.0": "privacy proxy",
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)": "image proxy",
    "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html": "image proxy",
    "BarracudaCentral/1.0": "security scanner",
    "python-requests/2.31": "security scanner",
    "Mozilla/5.0 (compatible; SomeBot/2.1)": "security scanner",
}


def why(agent, after=timedelta(hours=1), *, is_click=False):
    return why_automated(is_click=is_click, user_agent=agent, sent=SENT, happened=SENT + after)


@pytest.mark.parametrize("agent", PEOPLE)
def test_peoples_programs_are_not_marked(agent):
    assert why(agent) is None
    assert why(agent, is_click=True) is None


@pytest.mark.parametrize("agent", PROGRAMS)
def test_programs_that_fetch_for_others_are_marked(agent):
    assert why(agent) == PROGRAMS[agent]


@pytest.mark.parametrize(
    ("seconds", "is_click", "is_marked"),
    [(1, False, True), (2, False, False), (4, True, True), (5, True, False)],
)
def test_what_is_too_fast_for_people_is_marked(seconds, is_click, is_marked):
    assert (why(PEOPLE[0], timedelta(seconds=seconds), is_click=is_click) is not None) is is_marked


def test_opens_and_clicks_carry_the_mark_and_other_events_do_not():
    proxied = {**OPENED, "userAgent": "Mozilla/5.0"}
    (opened,), (clicked,) = events("Open", "open", proxied), events("Click", "click", CLICKED)

    assert opened.attributes["is_automated"] == "true"
    assert opened.attributes["automated_reason"] == "privacy proxy"
    assert "is_automated" not in clicked.attributes
    assert "is_automated" not in events("Delivery", "delivery", {})[0].attributes
