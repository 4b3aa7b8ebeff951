"""Turn a template into Python code that writes it.

The generated source consists of fixed phrases and numbered names only. Every text, name and value of the
template is a constant that the code refers to by number, so nothing a template says can become code, and the
code runs without builtins. Each block's body is a function of its own:

    def f0(run, frame, out):
        out += (k1, k2(run, frame), k3)
        if k4(run, frame): f1(run, frame, out)
        else: f2(run, frame, out)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from pinwheel.domain.templates.errors import RenderingFailed, TemplateInvalid
from pinwheel.domain.templates.expressions import Value, condition, value_of
from pinwheel.domain.templates.frames import LONGEST_OUTPUT, Frame, Run
from pinwheel.domain.templates.helpers.registry import HELPERS
from pinwheel.domain.templates.parser import parse
from pinwheel.domain.templates.sources import Sources
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
    Text,
)
from pinwheel.domain.templates.values import escape_html, find_unsafe, present, text

MOST_ITEMS = 15
"""Most items that `each` shows (spec 04, section 9)."""
BIG_VALUE = 1_000
"""Values up to it are not counted at the outermost level, where tags bound their number."""

Body = Callable[[Run, Frame | None, list[str]], None]


class Template:
    """A compiled template."""

    def __init__(self, body: Body) -> None:
        """Keep the generated function of the outermost level."""
        self._body = body

    def render(self, run: Run) -> str:
        """Write the template for one recipient; `run.missing` gains the variables without a value.

        Raises:
            RenderingFailed: a bound was reached, or a helper cannot work with what it was given.
        """
        out: list[str] = []
        try:
            self._body(run, None, out)
        except RecursionError as error:
            raise RenderingFailed("Blocks and partials are too deep.") from error
        if sum(map(len, out)) > LONGEST_OUTPUT:
            raise RenderingFailed(f"The message has more than {LONGEST_OUTPUT:,} characters.")
        return "".join(out)


def compile_template(
    source: str, *, sources: Sources | None = None, html: bool = False, required: bool = False
) -> Template:
    """Compile a template.

    Args:
        source: the template's text.
        sources: substitutions that are known already.
        html: escape values.
        required: record variables outside of blocks and helpers that have no value (spec 04, section 8).

    Raises:
        TemplateInvalid: the text breaks the language's rules or bounds.
    """
    compiler = _Compiler(sources or Sources(), html=html, required=required)
    return Template(compiler.compile(parse(source)))


class _Compiler:
    def __init__(self, sources: Sources, *, html: bool, required: bool) -> None:
        self.sources = sources
        self.html = html
        self.required = required
        self.scope: dict[str, Any] = {"__builtins__": {}}
        self.functions: list[str] = []
        self.partials: dict[str, str] = {}

    def compile(self, nodes: Sequence[Node]) -> Body:
        name = self._body(nodes, nested=False, top=True)
        # The source holds no text of the template: see the module's docstring.
        exec(compile("\n".join(self.functions), "<template>", "exec"), self.scope)  # noqa: S102
        body: Body = self.scope[name]
        return body

    def _constant(self, value: Any) -> str:
        name = f"k{len(self.scope)}"
        self.scope[name] = value
        return name

    def _body(self, nodes: Sequence[Node], *, nested: bool, top: bool = False) -> str:
        """Generate a function that writes nodes; give its name."""
        for node in nodes:
            if isinstance(node, InlinePartial):
                self.partials.setdefault(node.name, "")
        lines: list[str] = [f"    run.step({len(nodes)})"] if nested else []
        pieces: list[str] = []
        for node in nodes:
            match node:
                case Text():
                    pieces.append(self._constant(node.text))
                case Output():
                    pieces.append(f"{self._constant(self._output(node, nested=nested, top=top))}(run, frame)")
                case _:
                    lines += _flushed(pieces)
                    lines += self._statement(node, nested=nested)
        lines += _flushed(pieces)
        name = f"f{len(self.functions)}"
        self.functions.append("\n".join([f"def {name}(run, frame, out):", *lines, "    return None"]))
        return name

    def _statement(self, node: Block | InlinePartial | PartialCall, *, nested: bool) -> list[str]:
        match node:
            case InlinePartial():
                self.partials[node.name] = self._body(node.body, nested=True)
                return []
            case PartialCall():
                return [f"    {self._constant(self._partial(node, nested=nested))}(run, frame, out)"]
            case Block():
                return self._block(node, nested=nested)

    def _output(self, node: Output, *, nested: bool, top: bool) -> Value:
        value = value_of(node.expression, self.sources, nested=nested)
        escape = self.html and not node.raw
        if top and self.required and isinstance(node.expression, Path):
            return _required_text(value, node.expression.original, escape=escape)
        if nested:
            return _counted_text(value, escape=escape)
        return _plain_text(value, escape=escape)

    def _block(self, node: Block, *, nested: bool) -> list[str]:
        head = node.head
        if isinstance(head, Literal):
            raise TemplateInvalid("A block begins with a helper or a variable.", line=node.line)
        if isinstance(head, HelperCall) and head.name not in {"each", "with"}:
            test = self._constant(condition(head, self.sources, nested=nested))
            body = self._body(node.body, nested=nested)
            inverse = self._body(node.inverse, nested=nested)
            return [
                f"    if {test}(run, frame): {body}(run, frame, out)",
                f"    else: {inverse}(run, frame, out)",
            ]
        subject, loop = self._subject(head, node.line)
        value = value_of(subject, self.sources, nested=nested)
        runner = partial(
            loop,
            value,
            self._later(self._body(node.body, nested=True)),
            self._later(self._body(node.inverse, nested=True)),
        )
        return [f"    {self._constant(runner)}(run, frame, out)"]

    @staticmethod
    def _subject(head: HelperCall | Path, line: int) -> tuple[Expression, Callable[..., None]]:
        if isinstance(head, Path) and head.simple_name not in {"each", "with", *HELPERS}:
            return head, _section
        if isinstance(head, Path) or len(head.arguments) != 1:
            name = head.original if isinstance(head, Path) else head.name
            raise TemplateInvalid(f"'{name}' needs a value.", line=line)
        return head.arguments[0], _each if head.name == "each" else _with

    def _partial(self, node: PartialCall, *, nested: bool) -> Body:
        if node.name not in self.partials:
            raise TemplateInvalid(f"The partial '{node.name[:60]}' is not defined.", line=node.line)
        context = None
        if node.context is not None:
            context = value_of(node.context, self.sources, nested=nested)
        options = [(key, value_of(given, self.sources, nested=nested)) for key, given in node.options]
        # A partial may use itself, so its function is looked up by name when it is called.
        scope, partials, name = self.scope, self.partials, node.name

        def run_partial(run: Run, frame: Frame | None, out: list[str]) -> None:
            inner = frame
            if context is not None:
                inner = Frame(context(run, frame), inner, {})
            if options:
                inner = Frame({key: option(run, frame) for key, option in options}, inner, {})
            run.enter()
            scope[partials[name]](run, inner, out)
            run.calls -= 1

        return run_partial

    def _later(self, name: str) -> Body:
        """Call a generated function, which does not exist while others are generated."""
        scope = self.scope

        def call(run: Run, frame: Frame | None, out: list[str]) -> None:
            scope[name](run, frame, out)

        return call


def _flushed(pieces: list[str]) -> list[str]:
    """Give the statement that writes the pieces gathered so far, and forget them."""
    lines = [f"    out += ({', '.join(pieces)},)"] if pieces else []
    pieces.clear()
    return lines


def _plain_text(value: Value, *, escape: bool) -> Value:
    def output(run: Run, frame: Frame | None) -> str:
        found = text(value(run, frame))
        if len(found) > BIG_VALUE:
            run.charge(len(found))
        return escape_html(found) if escape else found

    return output


def _counted_text(value: Value, *, escape: bool) -> Value:
    def output(run: Run, frame: Frame | None) -> str:
        found = text(value(run, frame))
        run.charge(len(found))
        return escape_html(found) if escape else found

    return output


def _required_text(value: Value, name: str, *, escape: bool) -> Value:
    def output(run: Run, frame: Frame | None) -> str:
        found = value(run, frame)
        if found.__class__ is list and len(found) == 1:
            found = found[0]
        if found.__class__ is not str:
            if found is None or isinstance(found, dict):
                run.missing.append(name)
                return ""
            found = text(found)
        if len(found) > BIG_VALUE:
            run.charge(len(found))
        return found if not escape or find_unsafe(found) is None else escape_html(found)

    return output


def _each(value: Value, body: Body, inverse: Body, run: Run, frame: Frame | None, out: list[str]) -> None:
    """Write the body for up to 15 items of a list, or entries of a mapping."""
    found = present(value(run, frame))
    if found is None or found == "":
        inverse(run, frame, out)
        return
    if isinstance(found, dict):
        entries = list(found.items())[:MOST_ITEMS]
    else:
        items = found if isinstance(found, list | tuple) else [found]
        entries = list(enumerate(items[:MOST_ITEMS]))
    run.enter()
    for index, (key, item) in enumerate(entries):
        last = index == len(entries) - 1
        data = {"index": index, "key": key, "first": index == 0, "last": last}
        body(run, Frame(item, frame, data), out)
    run.calls -= 1


def _with(value: Value, body: Body, inverse: Body, run: Run, frame: Frame | None, out: list[str]) -> None:
    """Write the body with a value in front, or the inverse when there is none."""
    found = present(value(run, frame))
    run.enter()
    if found is None or found == "" or found is False:
        inverse(run, frame, out)
    else:
        body(run, Frame(found, frame, {}), out)
    run.calls -= 1


def _section(value: Value, body: Body, inverse: Body, run: Run, frame: Frame | None, out: list[str]) -> None:
    """Write a block that begins with a variable: a loop over a list, else as `with`; true changes nothing."""
    found = value(run, frame)
    if found is True:
        body(run, frame, out)
    elif isinstance(found, list | tuple):
        _each(value, body, inverse, run, frame, out)
    else:
        _with(value, body, inverse, run, frame, out)
