"""E-mail content: compiled once, rendered for each recipient, stored as JSON."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import Invalid
from pinwheel.domain.messages_email import EmailContent, check_headers, compile_email
from pinwheel.domain.templates.errors import RenderingFailed

JO = Endpoint(id="e1", address="jo@example.com", user_attributes={"First": ["J<o"]})


def content(**members):
    return EmailContent(**{"from_address": "shop@example.com", **members})


def test_each_part_is_rendered_and_only_html_is_escaped():
    compiled = compile_email(
        content(
            subject="Hi {{User.UserAttributes.First}}",
            html="<b>{{User.UserAttributes.First}}</b>",
            text="{{User.UserAttributes.First}}",
            headers=(("X-To", "{{Address}}"),),
        )
    )

    rendered = compiled.render(JO)

    assert rendered.subject == "Hi J<o"
    assert rendered.html == "<b>J&lt;o</b>"
    assert rendered.text == "J<o"
    assert rendered.headers == (("X-To", "jo@example.com"),)


def test_parts_that_are_not_there_stay_away():
    rendered = compile_email(content(subject="s", text="t")).render(JO)

    assert rendered.html is None


def test_a_template_with_a_missing_value_is_not_sent():
    compiled = compile_email(content(subject="{{a}}", html="{{b}}", from_template=True, defaults={"a": "A"}))

    with pytest.raises(RenderingFailed) as caught:
        compiled.render(JO)

    assert caught.value.missing == ("b",)
    assert compiled.render(JO, {"b": ["B"]}).html == "B"


def test_plain_content_with_a_missing_value_leaves_it_out():
    assert compile_email(content(subject="a{{x}}b")).render(JO).subject == "ab"


def test_the_recipients_substitution_beats_the_messages():
    compiled = compile_email(content(subject="{{x}}", substitutions={"x": ["all"]}))

    assert compiled.render(JO).subject == "all"
    assert compiled.render(JO, {"x": ["own"]}).subject == "own"


def test_a_value_cannot_add_a_header():
    compiled = compile_email(content(subject="{{x}}", headers=(("X-A", "{{x}}"),)))

    rendered = compiled.render(JO, {"x": ["a\r\nBcc: all@example.com"]})

    assert rendered.subject == "a  Bcc: all@example.com"
    assert rendered.headers == (("X-A", "a  Bcc: all@example.com"),)


def test_a_header_that_grew_too_long_fails():
    compiled = compile_email(content(subject="s", headers=(("X-A", "{{x}}"),)))

    with pytest.raises(RenderingFailed, match="X-A"):
        compiled.render(JO, {"x": ["y" * 871]})


def test_a_part_that_cannot_be_compiled_is_named():
    with pytest.raises(Invalid, match="HtmlPart: Line 2"):
        compile_email(content(html="x\n{{#if}}"))


def test_now_is_the_instant_of_compiling_and_uuids_follow_from_the_endpoint():
    now = datetime(2026, 11, 2, tzinfo=UTC)
    compiled = compile_email(content(subject="{{now 'yyyy'}}", text="{{uuid}} {{uuid}}"), now=now)

    first, other = compiled.render(JO), compiled.render(Endpoint(id="e2"))

    assert first.subject == "2026"
    assert first == compiled.render(JO)
    assert len(set(f"{first.text} {other.text}".split())) == 4


def test_uuids_can_come_from_outside():
    compiled = compile_email(content(subject="{{uuid}}"), new_uuid=lambda: "u")

    assert compiled.render(JO).subject == "u"


def test_content_travels_as_json():
    stored = content(
        subject="s",
        headers=(("a", "b"),),
        substitutions={"x": ["y"]},
        defaults={"d": {"e": "f"}},
        raw=b"mime",
    )

    assert msgspec.json.decode(msgspec.json.encode(stored), type=EmailContent) == stored


@pytest.mark.parametrize(
    "headers",
    [
        [("X", "v")] * 16,
        [("", "v")],
        [("X Y", "v")],
        [("X:", "v")],
        [("X\r\nBcc", "v")],
        [("X" * 127, "v")],
        [("X", "v" * 871)],
    ],
    ids=range(7),
)
def test_headers_beyond_the_rules_are_refused(headers):
    with pytest.raises(Invalid):
        check_headers(headers)
