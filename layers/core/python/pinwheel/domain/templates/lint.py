"""What may be wrong with a template although it can be stored: variables and helpers that nobody knows.

Nothing here refuses anything: a name that is unknown now may come with the message (spec 04, section 8).
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from pinwheel.domain.templates.compiler import compile_template
from pinwheel.domain.templates.errors import TemplateInvalid
from pinwheel.domain.templates.helpers.registry import HELPERS
from pinwheel.domain.templates.parser import parse
from pinwheel.domain.templates.sources import Sources, lookup
from pinwheel.domain.templates.syntax import (
    Block,
    Expression,
    HelperCall,
    InlinePartial,
    Literal,
    Node,
    Output,
    PartialCall,
    Path,
)
from pinwheel.domain.unsubscribe import PREFERENCES_VARIABLE, UNSUBSCRIBE_VARIABLE

MEMBERS = (
    "Address",
    "ChannelType",
    "CreationDate",
    "EffectiveDate",
    "EndpointStatus",
    "Id",
    "OptOut",
    "RequestId",
)
LINKS = (UNSUBSCRIBE_VARIABLE, PREFERENCES_VARIABLE)
CHILDREN = {
    "Demographic": (
        "AppVersion",
        "Locale",
        "Make",
        "Model",
        "ModelVersion",
        "Platform",
        "PlatformVersion",
        "Timezone",
    ),
    "Location": ("City", "Country", "Latitude", "Longitude", "PostalCode", "Region"),
    "User": ("UserAttributes", "UserId"),
}
OPEN = ("Attributes", "Metrics", "RecommendationItems", "Recommendations")
"""Groups whose names are the customer's own."""
_CONTEXTS = frozenset({"each", "with"})
MOST_FINDINGS = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at; lines and columns count from 1."""

    message: str
    line: int
    column: int


@dataclass(slots=True)
class Report:
    """What a look at one text brought."""

    findings: list[Finding] = field(default_factory=list)
    variables: list[str] = field(default_factory=list)


def lint(source: str, *, given: Collection[str] = (), sources: Sources | None = None) -> Report:
    """Look at one text; `given` names what substitutions bring, `sources` holds their values."""
    try:
        nodes = parse(source)
    except TemplateInvalid as error:
        return Report([_of_error(error, source)])
    walk = _Walk(source, frozenset(given), sources or Sources())
    walk.nodes(nodes, is_nested=False)
    if not walk.has_unknown_helper:
        try:
            compile_template(source)
        except TemplateInvalid as error:
            walk.report.findings.append(_of_error(error, source))
    report = walk.report
    report.variables = list(dict.fromkeys(report.variables))
    report.findings = sorted(report.findings, key=lambda each: (each.line, each.column))[:MOST_FINDINGS]
    return report


def _of_error(error: TemplateInvalid, source: str) -> Finding:
    line = min(max(error.line, 1), source.count("\n") + 1)
    text = source.split("\n")[line - 1]
    return Finding(str(error), line, max(text.find("{{"), 0) + 1)


class _Walk:
    """One walk over the nodes in the order of the text, so that each name is found where it stands."""

    def __init__(self, source: str, given: frozenset[str], sources: Sources) -> None:
        self.report = Report()
        self.has_unknown_helper = False
        self._source = source
        self._given = given
        self._sources = sources
        self._starts = [0]
        for text in source.split("\n"):
            self._starts.append(self._starts[-1] + len(text) + 1)
        self._at = 0

    def nodes(self, nodes: Iterable[Node], *, is_nested: bool) -> None:
        for node in nodes:
            match node:
                case Output():
                    self._expression(node.expression, node.line, is_nested=is_nested)
                case Block():
                    self._block(node, is_nested=is_nested)
                case InlinePartial():
                    self.nodes(node.body, is_nested=True)
                case PartialCall():
                    for given in self._parts(node):
                        self._expression(given, node.line, is_nested=is_nested)
                case _:
                    continue

    @staticmethod
    def _parts(node: PartialCall) -> Iterator[Expression]:
        if node.context is not None:
            yield node.context
        yield from (given for _, given in node.options)

    def _block(self, node: Block, *, is_nested: bool) -> None:
        head = node.head
        opens = isinstance(head, Path) or (isinstance(head, HelperCall) and head.name in _CONTEXTS)
        self._expression(head, node.line, is_nested=is_nested, is_head=True)
        self.nodes(node.body, is_nested=is_nested or opens)
        self.nodes(node.inverse, is_nested=is_nested)

    def _expression(
        self, expression: Expression, line: int, *, is_nested: bool, is_head: bool = False
    ) -> None:
        match expression:
            case Literal():
                return
            case HelperCall():
                self._helper(expression, is_head=is_head)
                for argument in expression.arguments:
                    self._expression(argument, expression.line, is_nested=is_nested)
                for name, option in expression.options:
                    if name != "tz":
                        self._expression(option, expression.line, is_nested=is_nested)
            case Path():
                self._path(expression, line, is_nested=is_nested)

    def _helper(self, call: HelperCall, *, is_head: bool) -> None:
        if call.name in HELPERS or (is_head and call.name in _CONTEXTS):
            return
        self.has_unknown_helper = True
        known = [*HELPERS, *_CONTEXTS]
        self._tell(f"'{call.name}' is not a helper{_near(call.name, known)}.", call.name, call.line)

    def _path(self, path: Path, line: int, *, is_nested: bool) -> None:
        if path.data or path.scoped or not path.parts:
            return
        helper = HELPERS.get(path.simple_name or "")
        if helper is not None and helper.at_least == 0:
            return
        self.report.variables.append(path.original)
        problem = None if self._is_given(path) else _problem(path.parts)
        if problem is None or (is_nested and path.parts[0] not in CHILDREN):
            return
        self._tell(problem, path.original, line)

    def _is_given(self, path: Path) -> bool:
        if path.original in self._given or path.parts[0] in self._given:
            return True
        found = lookup(path.original, path.parts, self._sources)
        return found.constant is not None or found.default is not None

    def _tell(self, message: str, text: str, line: int) -> None:
        start = self._starts[min(line, len(self._starts) - 1) - 1]
        at = self._source.find(text, max(start, self._at))
        if at < 0:
            at = max(self._source.find(text, start), start)
        self._at = at + 1
        line = self._source.count("\n", 0, at) + 1
        self.report.findings.append(Finding(message, line, at - self._starts[line - 1] + 1))


def _problem(parts: tuple[str, ...]) -> str | None:
    """Say what is unknown about a name; None when nothing is."""
    root, name = parts[0], ".".join(parts)
    if root in OPEN or root in LINKS or (root in MEMBERS and len(parts) == 1):
        return None
    if root in CHILDREN:
        if len(parts) > 1 and parts[1] in CHILDREN[root]:
            return None
        child = parts[1] if len(parts) > 1 else ""
        return f"'{name}' is no variable: {root} has no '{child}'{_near(child, CHILDREN[root])}."
    known = [*MEMBERS, *OPEN, *CHILDREN, *LINKS]
    return (
        f"'{name}' has no value unless the message's Substitutions or DefaultSubstitutions bring it"
        f"{_near(root, known)}."
    )


def _near(name: str, known: Iterable[str]) -> str:
    """Suggest what was meant."""
    folded = {each.lower(): each for each in known}
    found = difflib.get_close_matches(name[:60].lower(), folded, n=1, cutoff=0.75)
    return f" (did you mean '{folded[found[0]]}'?)" if found else ""
