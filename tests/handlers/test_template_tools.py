"""Preview and lint of templates: what somebody would read, and what may be wrong with it."""

from __future__ import annotations

import pytest

from pinwheel.api.call import Call, Caller
from pinwheel.domain.errors import Forbidden, Invalid, NotFound
from pinwheel.ports.endpoints import EndpointUpdate
from pinwheel.runtime import bootstrap
from pinwheel.runtime.operations.template_tools import OPERATIONS
from tests.fakes.direct import APP, World


@pytest.fixture(autouse=True)
def world(monkeypatch):
    made = World()
    for name in ("documents", "endpoints", "clock"):
        monkeypatch.setattr(bootstrap, name, lambda name=name: getattr(made, name))
    return made


def preview(content, *, kind="EMAIL", caller=None, **body):
    given = {"TemplateType": kind, "Content": content, **body}
    return OPERATIONS["PreviewTemplate"](Call("PreviewTemplate", {}, given, caller=caller or Caller("me")))


def lint(content, kind="EMAIL"):
    given = {"TemplateType": kind, "Content": content}
    return OPERATIONS["LintTemplate"](Call("LintTemplate", {}, given))


HELLO = {
    "Subject": "Hi {{Attributes.Name}}",
    "HtmlPart": "<p>{{Attributes.Name}} {{code}}</p>",
    "Headers": [{"Name": "X-Id", "Value": "{{User.UserId}}"}],
    "DefaultSubstitutions": '{"code": "none", "User.UserId": "nobody"}',
}


def test_a_template_is_rendered_for_a_stored_endpoint(world):
    document = {"ChannelType": "EMAIL", "Address": "a@b.c", "Attributes": {"Name": ["<Jo>"]}}
    world.endpoints.upsert_many(APP, [EndpointUpdate("e1", document, "r")])

    found = preview(HELLO, ApplicationId=APP, EndpointId="e1", Substitutions={"code": "7"})
    assert found["Rendered"] == {
        "Subject": "Hi <Jo>",
        "HtmlPart": "<p>&lt;Jo&gt; 7</p>",
        "header X-Id": "nobody",
    }
    assert found["Warnings"] == []


def test_a_template_is_rendered_for_an_endpoint_that_the_request_describes():
    endpoint = {"Attributes": {"Name": "Al"}, "User": {"UserId": "u1"}}

    assert preview(HELLO, Endpoint=endpoint)["Rendered"]["header X-Id"] == "u1"


def test_values_that_are_missing_are_named_with_their_place():
    found = preview({"TextPart": "Dear\n  {{Attributes.Name}}"})

    assert found["Rendered"] == {"TextPart": "Dear\n  "}
    (warning,) = found["Warnings"]
    assert (warning["Member"], warning["Line"], warning["Column"]) == ("TextPart", 2, 5)
    assert "Attributes.Name" in warning["Message"]


def test_a_part_that_cannot_be_read_is_a_warning_and_the_others_are_rendered():
    found = preview({"Subject": "fine", "TextPart": "a\n{{#if x}}"})

    assert found["Rendered"] == {"Subject": "fine"}
    assert [(each["Member"], each["Line"]) for each in found["Warnings"]] == [("TextPart", 2)]


def test_links_have_a_sample_unless_the_caller_gives_one():
    text = {"TextPart": "{{UnsubscribeUrl}}"}

    assert preview(text)["Rendered"]["TextPart"].startswith("https://example.com/u/")
    assert preview(text, Substitutions={"UnsubscribeUrl": ["mine"]})["Rendered"]["TextPart"] == "mine"
    own = {**text, "DefaultSubstitutions": '{"UnsubscribeUrl": "theirs"}'}
    assert preview(own)["Rendered"]["TextPart"] == "theirs"


@pytest.mark.parametrize(
    ("kind", "content", "rendered"),
    [
        ("sms", {"Body": "{{Id}} <b>"}, {"Body": "preview <b>"}),
        ("VOICE", {"Body": "Hi {{upper 'x'}}"}, {"Body": "Hi X"}),
        ("PUSH", {"Default": {"Title": "T {{x}}", "Action": "URL"}}, {"Default.Title": "T 1"}),
        ("INAPP", {"Layout": "TOP_BANNER"}, {}),
    ],
)
def test_every_type_can_be_previewed(kind, content, rendered):
    assert preview(content, kind=kind, Substitutions={"x": ["1"]})["Rendered"] == rendered


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"Endpoint": []}, Invalid),
        ({"Endpoint": {"Attributes": {"a": 1}}}, Invalid),
        ({"Endpoint": {"Metrics": {"a": "1"}}}, Invalid),
        ({"Endpoint": {"User": "u"}}, Invalid),
        ({"Endpoint": {"Address": 1}}, Invalid),
        ({"Substitutions": {"a": [1]}}, Invalid),
        ({"EndpointId": "e"}, Invalid),
        ({"ApplicationId": 1}, Invalid),
        ({"Other": 1}, Invalid),
        ({"ApplicationId": "nobody", "EndpointId": "e"}, NotFound),
        ({"ApplicationId": APP, "EndpointId": "gone"}, NotFound),
    ],
)
def test_bad_requests_are_refused(body, error):
    with pytest.raises(error):
        preview({"TextPart": "x"}, **body)


@pytest.mark.parametrize("content", [None, [], {"TextPart": 1}, {"Headers": "x"}, "x"])
def test_content_of_the_wrong_form_is_refused(content):
    with pytest.raises(Invalid):
        preview(content)
    with pytest.raises(Invalid):
        lint(content)


def test_there_is_no_preview_of_unknown_types():
    with pytest.raises(Invalid):
        preview({}, kind="FAX")


def test_a_key_for_other_applications_reads_nobodys_endpoint():
    with pytest.raises(Forbidden):
        preview(
            {"TextPart": "x"}, ApplicationId=APP, EndpointId="e", caller=Caller("k", frozenset({"other"}))
        )


def places(report):
    return [(each["Member"], each["Line"], each["Column"]) for each in report["Warnings"]]


def test_names_that_nobody_knows_are_told_with_their_place():
    found = lint({"TextPart": "Hi {{Adress}},\n{{shout 'x'}} {{Demographic.Colour}}"})

    assert places(found) == [("TextPart", 1, 6), ("TextPart", 2, 3), ("TextPart", 2, 17)]
    assert "did you mean 'Address'" in found["Warnings"][0]["Message"]
    assert "'shout' is not a helper" in found["Warnings"][1]["Message"]
    assert found["Variables"] == ["Adress", "Demographic.Colour"]


def test_names_that_are_known_are_no_warning():
    text = (
        "{{Address}}{{Attributes.Any}}{{Metrics.x}}{{Location.City}}{{User.UserAttributes.[Last Name].[0]}}"
        "{{User.UserId}}{{code}}{{now}}{{UnsubscribeUrl}}{{PreferencesUrl}}{{Recommendations.x.[0]}}"
        "{{#each Attributes.list}}{{this}}{{@index}}{{name}}{{/each}}{{dateFormat EffectiveDate tz=Europe/Rome}}"
    )

    assert lint({"TextPart": text, "DefaultSubstitutions": '{"code": "1"}'})["Warnings"] == []


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("{{", 1, 1), ("a\n b {{#if}}", 2, 4), ("{{/if}}", 1, 1), ("\n\n{{> none}}", 3, 1), ("{{upper}}", 1, 3)],
)
def test_faults_of_syntax_are_told_with_their_place(text, line, column):
    found = lint({"Body": text}, "SMS")

    assert places(found)[0] == ("Body", line, column)


def test_defaults_that_are_no_object_are_a_warning():
    found = lint({"TextPart": "x", "DefaultSubstitutions": "[1]"})

    assert places(found) == [("DefaultSubstitutions", 1, 1)]


def test_too_long_content_is_a_warning():
    assert lint({"Body": "x" * 1601}, "SMS")["Warnings"]


def test_html_without_text_is_hinted_at():
    assert places(lint({"HtmlPart": "x"})) == [("TextPart", 1, 1)]


def test_a_second_mistake_of_the_same_name_is_told_where_it_stands():
    assert places(lint({"Body": "{{x}} {{x}}\n{{x}}"}, "SMS")) == [
        ("Body", 1, 3),
        ("Body", 1, 9),
        ("Body", 2, 3),
    ]
