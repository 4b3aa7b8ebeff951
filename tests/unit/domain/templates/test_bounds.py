"""Hostile and random templates: nothing of Python is in reach, everything ends, every error is ours."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinwheel.domain.errors import PinwheelError
from pinwheel.domain.templates.compiler import compile_template
from pinwheel.domain.templates.errors import RenderingFailed, TemplateInvalid
from pinwheel.domain.templates.frames import Run
from pinwheel.domain.templates.helpers.model import Surroundings
from tests.unit.domain.templates.test_language import JO, NOW, render

PIECES = [
    "{{", "}}", "{{{", "}}}", "~", "#", "/", "^", ">", "&", "!", "--", "@", "(", ")", "[", "]", "'", '"', "=", "\\",
    ".", "..", "../", " ", "\n", "if", "each", "with", "else", "inline", "this", "index", "Id", "Attributes", "two",
    "eq", "join", "replace", "dateFormat", "now", "uuid", "1", "-2.5", "x", "true", "null", "{{#if Id}}", "{{/if}}",
    "{{#each Attributes.two}}", "{{/each}}", "{{else}}", "{{Id}}", "{{#* inline 'p'}}", "{{/inline}}", "{{> p}}",
]  # fmt: skip


@settings(max_examples=400)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=25).map("".join))
def test_any_text_renders_or_is_refused_by_an_error_of_ours(source):
    try:
        rendered = render(source, html=True)
    except PinwheelError:
        return
    assert isinstance(rendered, str)


@settings(max_examples=200)
@given(st.text().filter(lambda text: "{{" not in text))
def test_text_without_tags_stays_as_it_is(text):
    assert render(text, html=True) == text


@settings(max_examples=200)
@given(st.text())
def test_no_value_puts_markup_into_html(value):
    rendered = render("<p>{{x}}</p>", recipient={"x": [value]}, html=True)

    assert not set(rendered[3:-4]) & set("<>\"'`=")


@settings(max_examples=100)
@given(st.text(), st.text())
def test_no_text_or_name_of_a_template_becomes_code(text, name):
    literal = name.replace("\\", "").replace("'", "")
    source = text.replace("{{", "") + " {{upper '" + literal + "'}}"

    try:
        rendered = render(source)
    except PinwheelError:
        return
    assert rendered.endswith(literal.upper())


@pytest.mark.parametrize(
    "path",
    [
        "__class__",
        "Attributes.__class__",
        "Id.__class__.__mro__",
        "this.__dict__",
        "Attributes.two.__len__",
        "User.__init__.__globals__",
        "Attributes.get",
        "@root.__class__",
        "Attributes.two.[-1]",
        "Attributes.one.[0].[0]",
        "constructor.prototype",
    ],
)
def test_paths_reach_no_attribute_of_an_object(path):
    assert render("[{{" + path + "}}]") == "[]"
    assert render("{{#with Attributes}}[{{" + path + "}}]{{/with}}") == "[]"


LOOP = "{{#each Attributes.many}}"
END = "{{/each}}"


@pytest.mark.parametrize(
    "source",
    [
        LOOP * 8 + "x" + END * 8,
        LOOP * 60 + "x" + END * 60,
        "{{#* inline 'p'}}{{> p}}{{/inline}}{{> p}}",
        "{{#* inline 'p'}}{{> p}}{{> p}}{{/inline}}{{> p}}",
        "{{#* inline 'p'}}" + "{{#if Id}}" * 40 + "{{> p}}" + "{{/if}}" * 40 + "{{/inline}}{{> p}}",
        LOOP * 3 + "y" * 100_000 + END * 3,
        LOOP * 4 + "{{{big}}}" + END * 4,
        "{{big}}" * 2_000,
        "{{{big}}}" * 2_000,
        "{{replace big 'z' (replace big 'z' big)}}",
        "{{join big big big big big big big big big big big big big big big big big big big big big big big big big}}"
        * 50
        + "{{{join big big big big big}}}" * 10_000,
    ],
    ids=range(11),
)
def test_what_would_never_end_or_fill_the_memory_fails(source):
    with pytest.raises((RenderingFailed, TemplateInvalid)):
        render(source, recipient={"big": ["z" * 50_000]})


def test_padding_is_cut():
    assert len(render("{{ljust 'a' 999999999}}")) == 10_000


@pytest.mark.parametrize(
    "source",
    [
        "x" * 600_001,
        "{{Id}}" * 10_001,
        "{{#if Id}}" * 65 + "{{/if}}" * 65,
        "{{#if Id}}" + "{{else if Id}}" * 70 + "{{/if}}",
        "{{eq " + "(eq " * 30 + "1 1" + ") 1" * 30 + "}}",
        "{{join " + "1 " * 200 + "}}",
        "{{(" * 20_000,
        "{{" + "(" * 100_000 + "}}",
    ],
    ids=range(8),
)
def test_templates_beyond_the_bounds_are_refused(source):
    with pytest.raises(TemplateInvalid):
        compile_template(source)


@pytest.mark.parametrize(
    "source",
    [
        " " * 500_000 + "x\n{{! c }}\n" + "\t" * 90_000,
        "{{" + " " * 590_000 + "Id}}",
        "\\" * 599_000 + "{{Id}}",
        "<" * 590_000 + "{{Id}}",
        "{{stripTags '" + "<" * 500_000 + "'}}",
        "{{Id}}" * 10_000,
        "{{dateFormat '" + "1" * 100_000 + "' inputFormat='" + "d" * 1000 + "'}}",
        "{{lower '" + "\\'" * 200_000 + "'}}",
        "{{gt '" + "1" * 500_000 + "x' 1}}",
        "{{dateFormat '" + "a" * 150 + "!' inputFormat=\"" + "E''" * 60 + '"}}',
    ],
    ids=range(10),
)
def test_big_templates_take_time_in_proportion(source):
    with contextlib.suppress(PinwheelError):
        render(source)


def test_the_generated_code_has_no_builtins():
    template = compile_template("{{#each Attributes.two}}{{this}}{{/each}}")

    assert template._body.__globals__["__builtins__"] == {}
    assert template.render(Run(JO, None, Surroundings(NOW, str))) == "ab"
