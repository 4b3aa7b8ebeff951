"""What templates of each type may hold (spec 04, section 7)."""

from __future__ import annotations

import json

import pytest

from pinwheel.domain.errors import Invalid
from pinwheel.domain.template_resources.kinds import KINDS, checked_content, template_type

COMMON = {"TemplateDescription": "d", "DefaultSubstitutions": '{"a": "b"}', "RecommenderId": "r"}


def body_of(length):
    return {"Body": "x" * length}


def screen(header="h", body="b", **members):
    return {
        "HeaderConfig": {"Alignment": "LEFT", "Header": header, "TextColor": "#000000"},
        "BodyConfig": {"Alignment": "LEFT", "Body": body, "TextColor": "#000000"},
        **members,
    }


def button(text):
    return {"DefaultConfig": {"ButtonAction": "CLOSE", "Text": text}}


AT_THE_LIMIT = {
    "e-mail": ("EMAIL", {"Subject": "x", "HtmlPart": "x" * 599_998, "TextPart": "y"}),
    "sms": ("SMS", body_of(1_600)),
    "voice": ("VOICE", body_of(10_000)),
    "push": ("PUSH", {"GCM": {"Title": "x" * 2_000, "Body": "y" * 2_000, "Action": "OPEN_APP"}}),
    "adm": ("PUSH", {"ADM": {"Title": "x" * 3_000, "RawContent": "y" * 3_000}}),
    "each part of push": ("PUSH", {name: {"Body": "x" * 4_000} for name in ("APNS", "Baidu", "Default")}),
    "in-app": ("INAPP", {"Content": [screen("h" * 64, "b" * 150, PrimaryBtn=button("t" * 64))] * 5}),
    "pairs": ("INAPP", {"CustomConfig": {str(number): "v" for number in range(10)}}),
    "description": ("VOICE", {"TemplateDescription": "d" * 500}),
}

BEYOND = {
    "e-mail": ("EMAIL", {"HtmlPart": "x" * 599_999, "DefaultSubstitutions": "{}"}, "600,000"),
    "sms": ("SMS", body_of(1_601), "1,600"),
    "voice": ("VOICE", body_of(10_001), "10,000"),
    "push": ("PUSH", {"Default": {"Title": "x", "Body": "y" * 4_000}}, "Default.*4,000"),
    "adm": ("PUSH", {"ADM": {"Body": "y" * 6_001}}, "ADM.*6,000"),
    "screens": ("INAPP", {"Content": [screen()] * 6}, "Content.*5 entries"),
    "header": ("INAPP", {"Content": [screen(), screen(header="h" * 65)]}, r"Content\[1\].*Header.*64"),
    "body": ("INAPP", {"Content": [screen(body="h" * 151)]}, "Body.*150"),
    "first button": ("INAPP", {"Content": [screen(PrimaryBtn=button("t" * 65))]}, "PrimaryBtn.*64"),
    "second button": ("INAPP", {"Content": [screen(SecondaryBtn=button("t" * 65))]}, "SecondaryBtn.*64"),
    "pairs": ("INAPP", {"CustomConfig": {str(number): "v" for number in range(11)}}, "10 pairs"),
    "in-app": ("INAPP", {"CustomConfig": {"k": "v" * 200_000}}, "200,000"),
    "description": ("INAPP", {"TemplateDescription": "d" * 501}, "500"),
    "defaults": ("SMS", {"DefaultSubstitutions": "[]"}, "JSON object"),
    "sms variable": ("SMS", {"Body": "{{#if x}}"}, "Body: "),
    "voice variable": ("VOICE", {"Body": "{{"}, "Body: "),
    "push variable": ("PUSH", {"APNS": {"Title": "{{x"}}, r"APNS\.Title: "),
    "header variable": ("EMAIL", {"Headers": [{"Name": "X", "Value": "{{"}]}, "header X: "),
}


@pytest.mark.parametrize(("name", "content"), AT_THE_LIMIT.values(), ids=AT_THE_LIMIT)
def test_content_up_to_the_limit_is_kept_as_it_is(name, content):
    assert checked_content(KINDS[name], content) == content


@pytest.mark.parametrize(("name", "content", "message"), BEYOND.values(), ids=BEYOND)
def test_content_beyond_a_limit_is_refused_by_the_name_of_the_limit(name, content, message):
    with pytest.raises(Invalid, match=message):
        checked_content(KINDS[name], content)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("EMAIL", set(COMMON)),
        ("PUSH", set(COMMON)),
        ("SMS", set(COMMON)),
        ("VOICE", set(COMMON) - {"RecommenderId"}),
        ("INAPP", {"TemplateDescription"}),
    ],
)
def test_a_type_keeps_its_own_members_and_never_the_tags(name, kept):
    assert set(checked_content(KINDS[name], {**COMMON, "tags": {"a": "b"}})) == kept


def test_in_app_texts_are_not_templates():
    content = {"Content": [screen(header="{{not a variable")]}

    assert checked_content(KINDS["INAPP"], content) == content


def test_raw_push_content_is_json_that_may_hold_variables():
    raw = json.dumps({"data": {"deep": {"text": "Hi {{User.UserId}}"}}})

    assert checked_content(KINDS["PUSH"], {"GCM": {"RawContent": raw}}) == {"GCM": {"RawContent": raw}}


@pytest.mark.parametrize("label", ["email", "PUSH", "sms", "Voice", "inapp"])
def test_a_type_is_read_in_any_case(label):
    assert template_type(label) == label.upper()


@pytest.mark.parametrize("label", ["", "pigeon", "in_app"])
def test_another_type_is_refused(label):
    with pytest.raises(Invalid, match="no template type"):
        template_type(label)
