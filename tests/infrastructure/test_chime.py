"""With Chime SDK voice the stack has a function that plays recordings, and nothing of it without."""

from __future__ import annotations

import pytest

from tests.synthesis import Synthesis, synthesised


@pytest.fixture(scope="module")
def chime(shared_folder) -> Synthesis:
    """Give the app with calls through Chime SDK voice and texts through End User Messaging."""
    return synthesised(shared_folder, voice_provider="chime", chime_application="sma-1", sms_provider="eum")


def folders(app):
    return {
        each["Properties"]["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"]
        for each in app.resources("AWS::Lambda::Function").values()
    }


def test_the_function_that_plays_recordings_is_there_where_it_is_chosen(app, chime):
    assert folders(chime) - folders(app) == {"play_voice"}


def test_end_user_messaging_gets_a_configuration_set_that_reports_to_us(app, chime):
    for each in (app, chime):
        (made,) = each.resources("AWS::SMSVOICE::ConfigurationSet").values()
        (destination,) = made["Properties"]["EventDestinations"]
        assert destination["MatchingEventTypes"] == ["ALL"]
        assert "SnsDestination" in destination
