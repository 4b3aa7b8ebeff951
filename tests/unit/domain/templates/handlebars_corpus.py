"""Templates of the language that Pinwheel and handlebars.js share, and what they are rendered with."""

from __future__ import annotations

import random
from typing import Any

CONTEXTS: tuple[dict[str, Any], ...] = (
    {
        "name": "Jo",
        "html": "<b>&'\"`=</b>",
        "yes": True,
        "no": False,
        "zero": 0,
        "blank": "",
        "count": 3,
        "half": 2.5,
        "list": ["a", "b", "c"],
        "none": [],
        "people": [{"name": "Al", "tags": ["x", "y"]}, {"name": "Bo", "tags": []}],
        "person": {"name": "Cy", "address": {"city": "Rome", "zip code": "00100"}},
        "map": {"k1": "v1", "k2": "v2"},
        "unicode": "Grüße 😀",
    },
    {"name": "", "list": ["only <one>", "& two"], "yes": "no", "person": {"name": "<i>"}, "count": -1},
    {"map": {"a b": "c"}, "people": [{"name": "Di"}, {"name": "Ed", "tags": ["z", "w"]}], "count": 10},
    {},
)

VALUES = """
plain text
{{name}}
{{ name }}
{{name}}{{count}}{{half}}{{zero}}{{yes}}{{no}}
{{{html}}} {{html}} {{& html}}
{{{ html }}}
{{person.name}} {{person.address.city}} {{person/name}}
{{person.address.[zip code]}} {{person.[name]}}
{{list.[0]}} {{list.[9]}} {{list.length}}
{{this.name}} {{./name}}
{{nothing}} {{nothing.at.all}} {{person.nothing.more}}
{{unicode}}
{{upper 'it\\'s'}} {{upper "a 'b'"}}
{{! comment }}x{{!-- a {{name}} --}}y{{!}}z
{{!-- a -- b --}}x
\\{{name}} {{name}}
\\\\{{name}}
\\\\\\{{name}}
a \\ b {{name}} c \\\\ d
\\{{name}} \\{{count}} x
{ {name} } } }} {
{{upper name}} {{lower name}} {{upper "x y"}} {{upper (lower name)}}
{{upper person.name}}
{{@root.name}} {{@root.person.name}}
{{#if name}}T{{/if}}
{{#if name}}T{{else}}F{{/if}}
{{#if name}}T{{^}}F{{/if}}
{{#if zero}}T{{else}}F{{/if}}{{#if blank}}T{{else}}F{{/if}}{{#if none}}T{{else}}F{{/if}}
{{#if count}}T{{else}}F{{/if}}{{#if nothing}}T{{else}}F{{/if}}{{#if no}}T{{else}}F{{/if}}
{{#if nothing}}1{{else if name}}2{{else}}3{{/if}}
{{#if nothing}}1{{else if no}}2{{else if blank}}3{{else if count}}4{{else}}5{{/if}}
{{#if nothing}}1{{else if no}}2{{/if}}
{{#if name}}{{#if count}}both{{else}}name{{/if}}{{else}}{{#if count}}count{{/if}}{{/if}}
{{#unless name}}N{{else}}Y{{/unless}}
{{#unless name}}N{{else if count}}C{{/unless}}
{{#if (eq name "Jo")}}Jo{{else}}other{{/if}}
{{#if (and name yes)}}A{{/if}}{{#if (or name yes)}}O{{/if}}{{#if (not name)}}N{{/if}}
{{#eq name "Jo"}}Jo{{else}}other{{/eq}}
{{#neq name "Jo"}}not{{/neq}}
{{#each list}}{{this}}{{/each}}
{{#each list}}{{@index}}={{this}};{{/each}}
{{#each list}}{{#if @first}}[{{/if}}{{.}}{{#if @last}}]{{else}},{{/if}}{{/each}}
{{#each none}}x{{else}}empty{{/each}}
{{#each nothing}}x{{else}}empty{{/each}}
{{#each people}}{{name}}{{#each tags}} {{this}}{{@index}}{{@../index}}{{/each}};{{/each}}
{{#each people}}{{#each tags}}{{../name}}.{{this}} {{/each}}{{/each}}
{{#each people}}{{@index}}{{this.name}}{{./name}}{{/each}}
{{#each people}}{{#with this}}{{name}}{{/with}}{{/each}}
{{#each people}}{{../name}}{{../person.name}}{{/each}}
{{#each map}}{{@key}}={{this}},{{/each}}
{{#each map}}{{@index}} {{@first}} {{@last}} {{@key}} {{/each}}
{{#each person}}{{@key}} {{/each}}
{{#each list}}{{#each ../list}}{{this}}{{/each}}|{{/each}}
{{#each list}}{{#unless @last}}{{this}},{{/unless}}{{/each}}
{{#with person}}{{name}} {{address.city}}{{/with}}
{{#with person}}{{#with address}}{{city}} {{../name}}{{../../name}}{{/with}}{{/with}}
{{#with nothing}}x{{else}}none{{/with}}
{{#with name}}{{this}}{{/with}}
{{#person}}{{name}}{{/person}}
{{#list}}{{this}},{{/list}}
{{#list}}{{@index}}{{/list}}
{{#none}}x{{else}}empty{{/none}}
{{^none}}empty{{/none}}
{{^yes}}N{{else}}Y{{/yes}}
{{#yes}}Y{{/yes}}
{{#no}}x{{/no}}
{{#each people}}{{#if @first}}{{@root.name}}{{/if}}{{/each}}
{{#*inline "p"}}({{name}}){{/inline}}{{> p}}{{> p}}
{{#*inline "p"}}({{name}}){{/inline}}{{> p person}}
{{#*inline "p"}}({{name}}/{{x}}){{/inline}}{{> p person x="1"}}{{> p x=count}}
{{#*inline "p"}}[{{this}}]{{/inline}}{{#each list}}{{> p}}{{/each}}
{{#* inline "p"}}1{{/inline}}{{#* inline "q"}}{{> p}}2{{/inline}}{{> q}}
a {{~name}} b
a {{name~}} b
a {{~ name ~}} b
a {{~#if name~}} b {{~/if~}} c
a {{#if name~}} b {{~else~}} c {{~/if}} d
a {{~! comment ~}} b
a {{~{html}~}} b
{{#each list~}} {{this}} {{~/each}}
{{~#each list}} {{this}} {{/each~}} x
{{#if name}}{{~/if}} x
{{#if name}} {{~else}} {{~/if}} x
{{name}} {{~!-- c --~}} {{count}}
{{#if nothing}}a{{~else if name~}} b {{else}} c {{/if}}
""".strip().split("\n")

LINES = (
    "a\n{{#if name}}\nb\n{{/if}}\nc",
    "a\n  {{#if name}}  \nb\n  {{/if}}  \nc",
    "{{#if name}}\nb\n{{else}}\nc\n{{/if}}",
    "{{#if name}}\n  b\n  {{else if count}}\n  c\n  {{else}}\n  d\n{{/if}}\n",
    "{{#each list}}\n- {{this}}\n{{/each}}\n",
    "{{#each list}}\n- {{this}}\n{{else}}\nnone\n{{/each}}",
    "  {{#each list}} x\n{{this}}\n{{/each}}",
    "a {{#if name}}\nb\n{{/if}}",
    "a\n{{#if name}} b\n{{/if}}",
    "a\n{{! comment }}\nb",
    "a\n  {{!-- comment --}}\t\nb",
    "a\n{{name}}\nb",
    "a\n\n{{#if name}}\n\nb\n\n{{/if}}\n\nc",
    "a\r\n{{#if name}}\r\nb\r\n{{/if}}\r\nc",
    "{{#each people}}\n{{#each tags}}\n{{this}}\n{{/each}}\n{{/each}}\nend",
    "{{#each people}}\n  {{name}}\n  {{#if tags}}\n    tags\n  {{/if}}\n{{/each}}",
    '{{#*inline "p"}}\n({{name}})\n{{/inline}}\nx\n{{> p}}\ny',
    '{{#*inline "p"}}1{{/inline}}\nx {{> p}}\ny',
    "{{#with person}}\n{{name}}\n{{/with}}\n",
    "{{^nothing}}\nnobody\n{{/nothing}}\n",
    "{{#if name}}\n{{/if}}",
    "{{#if name}}\n{{else}}\n{{/if}}\nx",
    "{{#if\n  name}}\nb\n{{/if}}",
    "{{#if name}}{{/if}}\nx",
    "{{#if name}}\n{{~count~}}\n{{/if}}",
    "a\n{{~#if name}}\nb\n{{/if~}}\nc",
    "a  \n\n {{~name~}} \n\n b",
    "\n{{#if name}}\n\n{{/if}}\n",
    "{{#unless name}}\nx\n{{else}}\ny\n{{/unless}}\n\n",
    "x\n{{#each none}}\n{{else}}\nempty\n{{/each}}\ny",
    "<ul>\n{{#each people}}\n  <li>{{name}}</li>\n{{/each}}\n</ul>",
    "{{#if name}}\n    {{#if count}}\nboth\n    {{/if}}\n{{/if}}\nz",
    "\t{{#if name}}\t\nb\n\t{{/if}}\t\n",
    "{{!-- one --}}\n{{!-- two --}}\nx",
    "{{!-- a\nb --}}\nx",
)

BROKEN = (
    "{{",
    "{{name",
    "{{{name}}",
    "{{#if name}}",
    "{{#if name}}x{{/unless}}",
    "{{/if}}",
    "{{else}}",
    "{{#if}}x{{/if}}",
    "{{> }}",
    "{{> unknown}}",
    "{{}}",
    "{{unknownHelper name}}",
    "{{upper (lower name}}",
    "{{upper name)}}",
    "{{'name}}",
    "{{#each list}}{{/if}}{{/each}}",
    "{{#if name}}{{else}}{{else}}{{/if}}",
    "{{name count=}}",
    "{{#}}{{/}}",
    "{{foo bar=baz qux}}",
)

COMPAT = (
    "{{#each list}}{{name}}{{this}};{{/each}}",
    "{{#with person}}{{count}}{{name}}{{/with}}",
    "{{#each people}}{{count}}{{name}}{{#each tags}}{{name}}{{count}}{{/each}}{{/each}}",
    "{{#each people}}{{#if count}}{{name}}{{/if}}{{/each}}",
    "{{#each people}}{{person.name}}{{person.address.city}}{{/each}}",
)
"""Names that a context does not know are found further out: handlebars.js does so when asked to."""

_NAMES = ("name", "count", "person.name", "nothing", "yes", "no", "blank", "html", "zero", "unicode")
_SECTIONS = ("count", "nothing", "yes", "no", "zero")
"""Without empty texts, which are values to handlebars.js where a section begins."""
_TEXTS = ("name", "html", "unicode", "nothing")
"""Without numbers: handlebars.js adds two of them that stand side by side and are not escaped."""
_SPACES = ("", "", " ", "\n", "  \n", "\n\n", "x", " y ")


def random_template(seed: int) -> str:
    """Make a template from a seed: blocks in blocks, with all kinds of whitespace around."""
    return _body(random.Random(seed), 3)


def _body(rng: random.Random, depth: int) -> str:
    return "".join(rng.choice(_SPACES) + _item(rng, depth) for _ in range(rng.randint(1, 4))) + rng.choice(
        _SPACES
    )


def _item(rng: random.Random, depth: int) -> str:
    kind = rng.randint(0, 9 if depth else 3)
    name = rng.choice(_NAMES)
    left, right = rng.choice((("", ""), ("", ""), ("", ""), ("~", ""), ("", "~"), ("~", "~")))
    match kind:
        case 0 | 1:
            return f"{{{{{left}{name}{right}}}}}"
        case 2:
            return f"{{{{{left}{{{rng.choice(_TEXTS)}}}{right}}}}}"
        case 3:
            return f"{{{{{left}! c {right}}}}}"
        case 4 | 5:
            # Not both: the last branch of a longer chain is among the differences that are meant.
            other = rng.choice(
                (
                    "",
                    f"{{{{{right}else}}}}{_body(rng, depth - 1)}",
                    f"{{{{else if {rng.choice(_NAMES)}{left}}}}}{_body(rng, depth - 1)}",
                )
            )
            return f"{{{{{left}#if {name}{right}}}}}{_body(rng, depth - 1)}{other}{{{{/if{left}}}}}"
        case 6:
            return f"{{{{{left}#unless {name}}}}}{_body(rng, depth - 1)}{{{{/unless{right}}}}}"
        case 7:
            return f"{{{{{left}#each list{right}}}}}{{{{@index}}}}{_body(rng, 0)}{{{{else}}}}-{{{{/each}}}}"
        case 8:
            return f"{{{{#with person{right}}}}}{{{{this.name}}}}{{{{../name}}}}{{{{{left}/with}}}}"
        case _:
            name = rng.choice(_SECTIONS)
            return f"{{{{^{name}{right}}}}}{_body(rng, depth - 1)}{{{{{left}/{name}}}}}"
