"""In-app messages of campaigns: what is refused, and what apps are told."""

from __future__ import annotations

import pytest

from pinwheel.domain.errors import Invalid
from pinwheel.domain.template_resources.in_app import check_message, shown

SCREEN = {"HeaderConfig": {"Header": "Hi", "Alignment": "LEFT", "TextColor": "#000000"}}


def message(**members):
    return {"Layout": "TOP_BANNER", "Content": [SCREEN], **members}


def screen(**members):
    return {"Content": [{**SCREEN, **members}]}


def button(text):
    return {"DefaultConfig": {"ButtonAction": "CLOSE", "Text": text}}


def test_a_message_of_a_layout_and_screens_is_taken():
    check_message(message(Layout="CAROUSEL", Content=[SCREEN] * 5, CustomConfig={"a": "b"}))


@pytest.mark.parametrize(
    ("members", "member"),
    [
        ({"Layout": None}, "Layout"),
        ({"Layout": "SIDE"}, "Layout"),
        ({"Content": []}, "Content"),
        ({"Content": [SCREEN] * 6}, "Content"),
        ({"CustomConfig": dict.fromkeys(map(str, range(11)), "x")}, "CustomConfig"),
        (screen(HeaderConfig={"Header": "x" * 65}), "Content[0].HeaderConfig.Header"),
        (screen(BodyConfig={"Body": "x" * 151}), "Content[0].BodyConfig.Body"),
        (screen(PrimaryBtn=button("x" * 65)), "Content[0].PrimaryBtn.DefaultConfig.Text"),
        (screen(SecondaryBtn=button("x" * 65)), "Content[0].SecondaryBtn.DefaultConfig.Text"),
    ],
)
def test_what_breaks_a_rule_is_refused_with_its_place(members, member):
    with pytest.raises(Invalid) as refused:
        check_message(message(**members), member="M")

    assert refused.value.member == f"M.{member}"


def test_limits_are_the_longest_texts():
    check_message(
        message(
            **screen(
                HeaderConfig={"Header": "x" * 64},
                BodyConfig={"Body": "x" * 150},
                PrimaryBtn=button("x" * 64),
            )
        )
    )


def test_apps_are_told_what_is_set():
    assert shown({**message(), "Body": "", "CustomConfig": {}, "TemplateDescription": "d"}) == message()
