"""The language that Pinwheel shares with handlebars.js, rendered by both.

Differences that are meant are in `MEANT`, each with its reason; everything else must be equal to the letter.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.errors import PinwheelError
from pinwheel.domain.templates.compiler import compile_template
from pinwheel.domain.templates.frames import Run
from pinwheel.domain.templates.helpers.model import Surroundings
from tests.unit.domain.templates.handlebars_corpus import (
    BROKEN,
    COMPAT,
    CONTEXTS,
    LINES,
    VALUES,
    random_template,
)

PROJECT = Path(__file__).parents[4]
SCRIPT = Path(__file__).with_name("handlebars.cjs")
NODE = shutil.which("node")
RANDOM = 300
SURROUNDINGS = Surroundings(datetime(2026, 11, 2, tzinfo=UTC), lambda: "a-uuid")

MEANT = {
    "{{list.1}}": "a number after a dot is an index; handlebars.js wants `.[1]`",
    "{{'text'}}": "a literal is its own value; handlebars.js looks for a variable of that name",
    "{{12}}": "the same",
    "{{name}}}": "a brace too many is text; handlebars.js refuses the template",
    "{{^blank}}none{{/blank}}": "an empty text is no value in sections, as it is none in `if`",
    "{{single}}!{{two}}": "a list of one is its value, and several are joined with a comma and a blank",
    "{{person}}": "an object has no text",
    "{{#each many}}{{this}} {{/each}}": "`each` ends after 15 items",
    '{{#*inline "p"}}1\n2{{/inline}}\n  {{> p}}\ny': "a partial that stands alone is not indented",
    "{{#if no}}a{{else if zero}}b\n{{else}}c{{/if}}\nd": "whether a closing tag stands alone is told by the branch before it",
}
"""Templates that are read differently on purpose, and why (docs/decisions/0003)."""

ALL = {**CONTEXTS[0], "single": ["a"], "two": ["a", "b"], "many": list(range(20))}
CASES: list[dict[str, Any]] = [
    *({"template": each, "context": ALL, "html": True} for each in MEANT),
    *(
        {"template": each, "context": context, "html": html}
        for each in VALUES
        for context in CONTEXTS
        for html in (True, False)
    ),
    *({"template": each, "context": context, "html": True} for each in LINES for context in CONTEXTS),
    *({"template": each, "context": CONTEXTS[0], "html": True} for each in BROKEN),
    *(
        {"template": each, "context": context, "html": True, "compat": True}
        for each in COMPAT
        for context in CONTEXTS
    ),
    *(
        {
            "template": random_template(seed),
            "context": CONTEXTS[seed % len(CONTEXTS)],
            "html": True,
            "compat": True,
        }
        for seed in range(RANDOM)
    ),
]


def ours(case):
    try:
        template = compile_template(case["template"], html=case["html"])
        return {"text": template.render(Run(Endpoint(id=""), case["context"], SURROUNDINGS))}
    except PinwheelError as error:
        return {"error": str(error)}


@pytest.fixture(scope="module")
def theirs():
    """Give what handlebars.js makes of all cases."""
    if NODE is None or not (PROJECT / "node_modules" / "handlebars").is_dir():
        reason = "handlebars.js is not there: install Node.js and run `make install`"
        warnings.warn(pytest.PytestWarning(reason), stacklevel=1)
        pytest.skip(reason)
    done = subprocess.run(
        [NODE, str(SCRIPT)], input=json.dumps(CASES), capture_output=True, text=True, check=True, cwd=PROJECT
    )
    return json.loads(done.stdout)


def test_both_render_the_shared_language_alike(theirs):
    found = [
        {"template": case["template"], "context": case["context"], "ours": mine, "theirs": other}
        for case, other in zip(CASES, theirs, strict=True)
        if (mine := ours(case)).get("text") != other.get("text") and case["template"] not in MEANT
    ]

    assert found == []


def test_there_are_many_templates():
    assert len({case["template"] for case in CASES}) >= 350


def test_differences_that_are_meant_are_still_there(theirs):
    differing = {
        case["template"]
        for case, other in zip(CASES, theirs, strict=True)
        if ours(case).get("text") != other.get("text")
    }

    assert set(MEANT) <= differing
