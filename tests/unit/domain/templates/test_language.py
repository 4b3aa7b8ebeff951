"""What the template language means, beside what handlebars.js makes of the same text."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.templates.compiler import compile_template
from pinwheel.domain.templates.errors import RenderingFailed, TemplateInvalid
from pinwheel.domain.templates.frames import Run
from pinwheel.domain.templates.helpers.model import Surroundings
from pinwheel.domain.templates.sources import Sources

NOW = datetime(2026, 11, 2, 15, 4, 5, tzinfo=UTC)
JO = Endpoint(
    id="e1",
    address="jo@example.com",
    channel_type="EMAIL",
    attributes={
        "one": ["1st"],
        "two": ["a", "b"],
        "gold": ["yes"],
        "empty": [],
        "blank": [""],
        "html": ["<b>&'\"`="],
        "many": [str(n) for n in range(20)],
        "dotted.name": ["x"],
    },
    metrics={"recency": 3.0, "spend": 12.5, "none": 0.0},
    demographic={"Locale": "en"},
    location={"City": "Berlin", "Latitude": 52.5},
    user_id="u1",
    user_attributes={"First": ["Jo"], "Last Name": ["Doe", "Smith"]},
)


def render(source, *, recipient=None, message=None, defaults=None, html=False, required=False):
    template = compile_template(
        source, sources=Sources(message=message or {}, defaults=defaults or {}), html=html, required=required
    )
    run = Run(JO, recipient, Surroundings(NOW, lambda: "a-uuid"))
    text = template.render(run)
    if run.missing:
        raise RenderingFailed.for_missing(run.missing)
    return text


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("plain } text { here }}", "plain } text { here }}"),
        ("{{Address}} {{ ChannelType }} {{Id}}", "jo@example.com EMAIL e1"),
        ("{{Attributes.one}}", "1st"),
        ("{{Attributes.two}}", "a, b"),
        ("{{Attributes.two.[1]}}/{{Attributes.two.0}}", "b/a"),
        ("{{Attributes/one}}", "1st"),
        ("{{Attributes.[dotted.name]}}", "x"),
        ("{{User.UserAttributes.[Last Name]}}", "Doe, Smith"),
        ("{{User.UserAttributes.[Last Name].[0]}}", "Doe"),
        ("{{User.UserId}}", "u1"),
        ("{{Metrics.recency}} {{Metrics.spend}}", "3 12.5"),
        ("{{Location.City}} {{Location.Latitude}} {{Demographic.Locale}}", "Berlin 52.5 en"),
        ("[{{attributes.one}}{{Attributes.One}}]", "[]"),
        ("[{{Attributes}}{{User}}{{Attributes.empty}}]", "[]"),
        (r"\{{Address}} {{Id}}", "{{Address}} e1"),
        (r"\\{{Id}}", r"\e1"),
        ("a{{! comment }}b{{!-- {{x}} --}}c", "abc"),
        ("{{'quoted'}} {{12}} {{1.5}} {{true}}", "quoted 12 1.5 true"),
        ("{{{Attributes.html}}}{{& Attributes.one}}", "<b>&'\"`=1st"),
        ("a  {{~Id~}}  b", "ae1b"),
        ("{{#if Attributes.gold}}G{{else}}N{{/if}}", "G"),
        ("{{#if Attributes.empty}}G{{else}}N{{/if}}", "N"),
        ("{{#if Attributes.blank}}G{{^}}N{{/if}}", "N"),
        ("{{#if nothing}}1{{else if Attributes.gold}}2{{else}}3{{/if}}", "2"),
        ("{{#if nothing}}1{{else eq Attributes.gold 'no'}}2{{else}}3{{/if}}", "3"),
        ("{{#unless Attributes.gold}}N{{else}}G{{/unless}}", "G"),
        ("{{#each Attributes.two}}{{@index}}{{this}}{{#unless @last}},{{/unless}}{{/each}}", "0a,1b"),
        ("{{#each Attributes.one}}{{.}}{{/each}}", "1st"),
        ("{{#each Attributes.empty}}x{{else}}none{{/each}}", "none"),
        ("{{#each Attributes.many}}{{this}} {{/each}}", "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 "),
        (
            "{{#each Attributes.two}}{{#each Attributes.two}}{{../this}}{{this}} {{/each}}{{/each}}",
            "aa ab ba bb ",
        ),
        ("{{#each Attributes.two}}{{User.UserId}}{{@root.Id}}{{/each}}", "u1e1u1e1"),
        ("{{#each Metrics}}{{@key}}={{this}};{{/each}}", "recency=3;spend=12.5;none=0;"),
        ("{{#with User.UserAttributes}}{{First}} {{this.First}} {{../Id}} {{Id}}{{/with}}", "Jo Jo e1 e1"),
        ("{{#with nothing}}x{{else}}y{{/with}}", "y"),
        ("{{#Attributes.two}}{{this}}{{/Attributes.two}}", "ab"),
        ("{{#nothing}}x{{else}}y{{/nothing}}", "y"),
        ("{{^nothing}}none{{/nothing}}{{^Id}}x{{/Id}}", "none"),
        ('{{#* inline "hi"}}Hi {{Id}}{{/inline}}{{> hi}}, {{> hi}}', "Hi e1, Hi e1"),
        ('{{> hi name="Al"}}{{#* inline "hi"}}{{name}}{{/inline}}', "Al"),
        ('{{#*inline "n"}}{{First}}{{/inline}}{{>n User.UserAttributes}}', "Jo"),
        ('{{#each Attributes.two}}{{> i}}{{/each}}{{#* inline "i"}}<{{this}}>{{/inline}}', "<a><b>"),
        ("{{uuid}}", "a-uuid"),
        ("{{#if (and (eq Attributes.gold 'yes') (gt Metrics.recency 2))}}ok{{/if}}", "ok"),
        (
            "{{#each Attributes.two}}{{#each Attributes.two}}{{@../index}}{{@index}} {{/each}}{{/each}}",
            "00 01 10 11 ",
        ),
        ("[{{@index}}{{@nothing}}{{../Id}}{{this}}]", "[e1]"),
        ("{{upper (uuid)}}", "A-UUID"),
        ("{{Attributes.two.length}}", "2"),
        ('{{capitalizeFirst (lower "JANE")}}', "Jane"),
    ],
)
def test_meaning(source, expected):
    assert render(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{#if Id}}\n  yes\n{{/if}}\nend", "  yes\nend"),
        ("a\n  {{#if Id}}  \nb\n  {{else}}\nc\n  {{/if}}\nd", "a\nb\nd"),
        ("a\n {{! note }}\nb", "a\nb"),
        ("a\n{{#if Id}} x {{/if}}\nb", "a\n x \nb"),
        ("  {{Id}}  \n", "  e1  \n"),
        ("{{#each Attributes.two}}\r\n{{this}}\r\n{{/each}}\r\n", "a\r\nb\r\n"),
        ("x {{#if Id}}\ny\n{{/if}}", "x \ny\n"),
        ("{{#if Id}}\n{{#if Id}}\nb\n{{/if}}\n{{/if}}\n", "b\n"),
    ],
)
def test_lines_that_hold_only_a_block_tag_go_away(source, expected):
    assert render(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{and Id 'x'}} {{or nothing ''}}", "true false"),
        ("{{eq 1 '1.0'}} {{eq 'a' 'a'}} {{eq 'a' 'b'}} {{neq 'a' 'b'}}", "true true false true"),
        ("{{gt '100' '17'}} {{gte 2 2}} {{lt 'a' 'b'}} {{lte 3 2}}", "true true true false"),
        ("{{gt nothing 1}} {{eq nothing null}}", "false true"),
        ("{{eq Attributes.gold 'yes' yes='Y' no='N'}} {{not Id yes='Y' no='N'}}", "Y N"),
        ("{{#gt Metrics.spend '9'}}big{{else}}small{{/gt}}", "big"),
        ("{{#not nothing}}n{{/not}}", "n"),
        ("{{abbreviate 'Alejandro' 6}} {{abbreviate 'Al' 6}}", "Ale... Al"),
        ("{{capitalize 'jane van doe'}} {{capitalizeFirst 'jane doe'}}", "Jane Van Doe Jane doe"),
        ("[{{center 'ab' size=6}}][{{center 'ab' size=6 pad='*'}}]", "[  ab  ][**ab**]"),
        ("{{cut 'a b c'}} {{cut 'a-b' '-'}}", "abc ab"),
        ("{{inflect 1 'cat' 'cats'}} {{inflect 2 'cat' 'cats' includeCount=true}}", "cat 2 cats"),
        ("{{join Attributes.two ' & '}} {{join 'x' 'y' '-' prefix='<' suffix='>'}}", "a & b <x-y>"),
        ("[{{ljust 'a' 3}}][{{rjust 'a' 3 pad='.'}}][{{ljust 'a' -3}}]", "[a  ][..a][a]"),
        ("{{upper 'straße'}} {{lower 'ÄB'}}", "STRASSE äb"),
        ("{{ordinalize 1}} {{ordinalize 22}} {{ordinalize 113}}", "1st 22nd 113th"),
        ("{{replace 'banana' 'an' 'AN'}}{{replace 'x' '' 'y'}}", "bANANax"),
        ("{{slugify ' Hello,  World! '}}", "hello-world"),
        ("{{stripTags '<b>x</b> y'}}", "x y"),
        ("{{substring 'Los Angeles' 4 9}} {{substring 'abc' 1}}", "Angel bc"),
        ("{{yesno true}} {{yesno false no='nah'}} {{yesno nothing}}", "yes nah maybe"),
        (
            "{{add 1 2}} {{subtract 5 '7'}} {{multiply 2 1.5}} {{divide 5 2.3}} {{modulo 7 4}}",
            "3 -2 3 2.17391304 3",
        ),
        ("{{ceiling 1.2}} {{floor 1.8}} {{round 2.5}} {{round 1.4}}", "2 1 3 1"),
        ("[{{divide 1 0}}][{{add 'x' 1}}]", "[][]"),
        ("{{encode64 'Hi'}} {{decode64 'SGk='}}", "SGk= Hi"),
        ("{{md5 'Hello world'}}", "3e25960a79dbc69b674cd4ec67a72c62"),
        ("{{substring (sha256 'a') 0 8}} {{substring (sha512 'a') 0 8}}", "ca978112 1f40fc92"),
        ("{{now}} {{now 'yyyy-MM-dd'}} {{now 'HH:mm' tz=America/New_York}}", "Nov 2, 2026 2026-11-02 10:04"),
        ("{{now 'h a' tz='Asia/Tokyo'}}", "12 AM"),
        ("{{dateFormat '2026-01-05T09:08:07Z' outputFormat='full'}}", "Monday, January 5, 2026"),
        ("{{dateFormat '2026-01-05' 'long'}} {{dateFormat '2026-01-05' 'short'}}", "January 5, 2026 1/5/26"),
        (
            "{{dateFormat '05.01.2026' inputFormat='dd.MM.yyyy' outputFormat=\"EEE d MMM ''yy\"}}",
            "Mon 5 Jan '26",
        ),
        (
            "{{dateFormat 'Jan 5, 2026 3 PM' inputFormat='MMM d, yyyy h a' outputFormat='yyyyMMdd HH'}}",
            "20260105 15",
        ),
        ("{{dateFormat 1767225600 'yyyy'}} {{dateFormat 1767225600000 'yyyy'}}", "2026 2026"),
        (
            "{{dateFormat '2026-07-01T00:30:00+02:00' \"dd HH:mm XXX 'h'\" tz='Europe/Berlin'}}",
            "01 00:30 +02:00 h",
        ),
        ("[{{dateFormat nothing}}]", "[]"),
    ],
)
def test_helpers(source, expected):
    assert render(source) == expected


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("a\n{{", 2),
        ("{{Id}", 1),
        ("{{}}", 1),
        ("{{#if Id}}x", 1),
        ("{{#if Id}}x{{/unless}}", 1),
        ("x{{/if}}", 1),
        ("{{#true}}x{{/true}}", 1),
        ("{{#if Id}}a{{else if x}}b{{else}}c", 1),
        ("{{#* inline x}}{{/inline}}", 1),
        ("{{#* x}}{{/x}}", 1),
        ("{{> (upper 'x')}}", 1),
        ("{{#* inline 'x'}}{{/inline}}{{> x 1 2}}", 1),
        ("{{'text' 1}}", 1),
        ("{{((upper 'x') 'y')}}", 1),
        ("{{join a=}}", 1),
        ("{{)}}", 1),
        ("{{a | b}}", 1),
        ("{{else}}", 1),
        ("{{#if Id}}a{{else}}b{{else}}c{{/if}}", 1),
        ("{{nohelper 1}}", 1),
        ("{{#nohelper 1}}{{/nohelper}}", 1),
        ("{{#upper Id}}{{/upper}}", 1),
        ("{{upper 1 2}}", 1),
        ("{{eq (upper 'a' 'b'}}", 1),
        ("{{upper (", 1),
        ("{{> nothing}}", 1),
        ("{{#* inline}}{{/inline}}", 1),
        ("{{#> layout}}{{/layout}}", 1),
        ("{{{{raw}}}}{{{{/raw}}}}", 1),
        ("{{! never", 1),
        ("{{a 'b}}", 1),
        ("{{join a=1 'x'}}", 1),
        ("\n\n{{#each}}{{/each}}", 3),
        ("{{__import__('os')}}", 1),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(source, line):
    with pytest.raises(TemplateInvalid) as caught:
        compile_template(source)

    assert caught.value.line == line


@pytest.mark.parametrize(
    "source",
    [
        "{{decode64 '/'}}",
        "{{decode64 '//79'}}",
        "{{dateFormat 'yesterday'}}",
        "{{dateFormat '1e300'}}",
        "{{dateFormat '99999999999999999999'}}",
        "{{dateFormat '2026-01-01' 'bbb'}}",
        "{{dateFormat '1' inputFormat='q'}}",
        "{{dateFormat '1' inputFormat='d d'}}",
        "{{dateFormat '31.02.2026' inputFormat='dd.MM.yyyy'}}",
        "{{dateFormat '1 Foo' inputFormat='d MMM'}}",
        "{{dateFormat '0001-01-01' tz='America/New_York'}}",
        "{{now tz='Nowhere/Land'}}",
        "{{now tz='../../etc/passwd'}}",
        "{{now tz='+99:00'}}",
    ],
)
def test_what_a_helper_cannot_work_with_fails_the_message(source):
    with pytest.raises(RenderingFailed):
        render(source)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("yy y yyyy", "26 2026 2026"),
        ("M MM MMM MMMM LLL", "11 11 Nov November Nov"),
        ("d dd D E EEEE u", "2 02 306 Mon Monday 1"),
        ("H HH k h hh K a", "15 15 15 3 03 3 PM"),
        ("m mm s ss SSS", "4 04 5 05 000"),
        ("z Z X XXX", "UTC +0000 Z Z"),
        ("'at' ''", "at '"),
    ],
)
def test_date_patterns(pattern, expected):
    assert render('{{now "' + pattern + '"}}') == expected


@pytest.mark.parametrize(
    ("value", "pattern", "expected"),
    [
        ("26-1-5", "yy-M-d", "2026-01-05 00:00:00"),
        ("5 November 2026 13:14:15.016", "d MMMM yyyy HH:mm:ss.SSS", "2026-11-05 13:14:15"),
        ("Monday 12 am 2026", "EEEE h a yyyy", "2026-01-01 00:00:00"),
        ("2026 10:00 +02:00", "yyyy HH:mm XXX", "2026-01-01 08:00:00"),
        ("2026 10:00 -0130", "yyyy HH:mm Z", "2026-01-01 11:30:00"),
        ("2026 GMT", "yyyy z", "2026-01-01 00:00:00"),
        ("on 2026", "'on' yyyy", "2026-01-01 00:00:00"),
    ],
)
def test_dates_are_read_by_their_pattern(value, pattern, expected):
    source = '{{dateFormat x inputFormat="' + pattern + "\" outputFormat='yyyy-MM-dd HH:mm:ss' tz='UTC'}}"

    assert render(source, recipient={"x": [value]}) == expected


def test_values_of_any_kind_have_a_text():
    defaults = {
        "yes": True,
        "no": False,
        "inf": float("inf"),
        "big": 1e22,
        "list": [1, None, "x"],
        "obj": {"a": 1},
    }

    assert render("{{yes}} {{no}} {{inf}} {{list}} {{obj.a}}[{{obj}}]", defaults=defaults) == (
        "true false Infinity 1, , x 1[]"
    )
    assert render("{{big}}", defaults=defaults) == "1e+22"
    assert render("{{#yes}}on{{/yes}}{{#no}}x{{else}}off{{/no}}", defaults=defaults) == "onoff"
    assert render("{{add yes 1}}{{eq yes 'true'}}{{ordinalize 'x'}}", defaults=defaults) == "truex"


def test_objects_are_no_value_for_a_required_variable():
    with pytest.raises(RenderingFailed):
        render("{{obj}}", required=True, defaults={"obj": {"a": "1"}})

    long = "x" * 1_001
    assert render("{{n}} {{m}}", required=True, defaults={"n": 5, "m": long}) == f"5 {long}"


def test_only_html_is_escaped():
    source = "{{Attributes.html}} {{{Attributes.html}}}"

    assert render(source, html=True) == "&lt;b&gt;&amp;&#x27;&quot;&#x60;&#x3D; <b>&'\"`="
    assert render("{{Attributes.html}}") == "<b>&'\"`="


def test_escaping_reaches_into_blocks_and_helpers():
    assert render("{{#each Attributes.html}}{{this}}{{/each}}{{upper '<'}}", html=True).startswith("&lt;b")
    assert render("{{upper '<'}}", html=True) == "&lt;"


def test_sources_of_a_value_from_the_highest():
    defaults = {"name": "default", "User.UserAttributes.First": "default", "Attributes.none": "default"}
    message = {"name": ["message"]}

    assert render("{{name}}", defaults=defaults) == "default"
    assert render("{{name}}", defaults=defaults, message=message) == "message"
    assert render("{{name}}", defaults=defaults, message=message, recipient={"name": ["own"]}) == "own"
    assert render("{{name}}", message=message, recipient={"other": ["own"]}) == "message"
    assert render("{{name}}", defaults=defaults, recipient={"other": ["own"]}) == "default"
    assert render("{{name}}", defaults=defaults, message={"name": []}) == "default"
    assert render("{{User.UserAttributes.First}}", recipient={"other": ["own"]}) == "Jo"
    assert render("{{User.UserAttributes.First}}", defaults=defaults) == "Jo"
    assert render("{{User.UserAttributes.First}}", message={"User.UserAttributes.First": ["M"]}) == "M"
    assert render("{{Attributes.none}}", defaults=defaults) == "default"


def test_substitutions_are_found_by_whole_name_first_and_then_by_path():
    assert render("{{a.b}}", recipient={"a.b": ["whole"], "a": ["x"]}) == "whole"
    assert render("{{items.[1]}}", recipient={"items": ["x", "y"]}) == "y"
    assert render("{{items}}", recipient={"items": ["x", "y"]}) == "x, y"
    assert render("{{User.Name.First}}", defaults={"User": {"Name": {"First": "nested"}}}) == "nested"
    assert (
        render("{{User.UserAttributes.[Last Name].[0]}}", recipient={"User.UserAttributes.Last Name": ["L"]})
        == "L"
    )


def test_recipients_of_one_template_do_not_mix():
    template = compile_template("{{#if gold}}{{gold}}{{else}}{{Id}}{{/if}}")

    def of(endpoint, recipient):
        return template.render(Run(endpoint, recipient, Surroundings(NOW, str)))

    assert of(JO, {"gold": ["G"]}) == "G"
    assert of(Endpoint(id="e2"), None) == "e2"
    assert of(JO, None) == "e1"


def test_a_missing_value_outside_of_blocks_and_helpers_is_reported_when_required():
    with pytest.raises(RenderingFailed) as caught:
        render("{{a}} {{Attributes.x}} {{a}} {{{c}}}", required=True)

    assert caught.value.missing == ("a", "Attributes.x", "c")


def test_inside_of_blocks_and_helpers_a_missing_value_is_empty():
    assert render("[{{upper a}}{{#if a}}{{/if}}{{#if Id}}{{b}}{{/if}}]", required=True) == "[]"


def test_a_default_makes_a_required_value_present():
    assert render("{{a}}", required=True, defaults={"a": ""}) == ""
