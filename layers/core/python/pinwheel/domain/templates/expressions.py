"""Turn the expressions of a template into closures `(run, frame) -> value`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pinwheel.domain.templates.errors import TemplateInvalid
from pinwheel.domain.templates.frames import Frame, Run, find, find_data, find_scoped
from pinwheel.domain.templates.helpers.model import Helper
from pinwheel.domain.templates.helpers.registry import HELPERS
from pinwheel.domain.templates.sources import Lookup, Sources, lookup
from pinwheel.domain.templates.syntax import Expression, HelperCall, Literal, Path
from pinwheel.domain.templates.values import is_true

Value = Callable[[Run, Frame | None], Any]
_ZONE_OPTION = "tz"


def value_of(expression: Expression, sources: Sources, *, nested: bool) -> Value:
    """Prepare an expression; `nested` where contexts may stand in front of the recipient.

    Raises:
        TemplateInvalid: a helper is unknown or has the wrong number of arguments.
    """
    match expression:
        case Literal(value=constant):
            return lambda _run, _frame: constant
        case HelperCall():
            return _call(expression, sources, nested=nested)
        case Path():
            helper = HELPERS.get(expression.simple_name or "")
            if helper is not None and helper.at_least == 0:
                call = HelperCall(expression.parts[0], (), (), 0)
                return _call(call, sources, nested=nested)
            return _path(expression, sources, nested=nested)


def _path(path: Path, sources: Sources, *, nested: bool) -> Value:
    parts, up = path.parts, path.up
    if path.data:
        return _data(path, sources)
    found = lookup(path.original, parts, sources) if parts else None
    if path.scoped or found is None:
        own = lookup(".".join(parts), parts, sources) if parts else None
        return lambda run, frame: find_scoped(run, frame, up, parts, own)
    if nested:
        return lambda run, frame: find(run, frame, parts, found)
    return outermost(found)


def _data(path: Path, sources: Sources) -> Value:
    if path.parts[:1] == ("root",) and len(path.parts) > 1:
        rest = path.parts[1:]
        return outermost(lookup(".".join(rest), rest, sources))
    name, up = ".".join(path.parts), path.up
    return lambda _run, frame: find_data(frame, up, name)


def outermost(found: Lookup) -> Value:
    """Look up where only the recipient is in view: what is known already is not looked up again."""
    search = found.find
    constant, from_endpoint, default = found.constant, found.from_endpoint, found.default
    if constant is not None:
        return lambda run, _: search(run.endpoint, run.recipient) if run.recipient else constant
    if from_endpoint is None:
        return lambda run, _: search(run.endpoint, run.recipient) if run.recipient else default

    def value(run: Run, _: Frame | None) -> Any:
        if run.recipient:
            return search(run.endpoint, run.recipient)
        own = from_endpoint(run.endpoint)
        return default if own is None else own

    return value


def _call(call: HelperCall, sources: Sources, *, nested: bool) -> Value:
    function = _checked(call).function
    arguments = [value_of(argument, sources, nested=nested) for argument in call.arguments]
    options = [(name, _option(name, given, sources, nested=nested)) for name, given in call.options]
    if not options:
        return lambda run, frame: function(
            [argument(run, frame) for argument in arguments], {}, run.surroundings
        )
    return lambda run, frame: function(
        [argument(run, frame) for argument in arguments],
        {name: option(run, frame) for name, option in options},
        run.surroundings,
    )


def _option(name: str, expression: Expression, sources: Sources, *, nested: bool) -> Value:
    """Prepare a named argument; a time zone may stand without quotes (spec 04, section 9)."""
    value = value_of(expression, sources, nested=nested)
    if name == _ZONE_OPTION and isinstance(expression, Path):
        written = expression.original
        return lambda run, frame: value(run, frame) or written
    return value


def _checked(call: HelperCall) -> Helper:
    helper = HELPERS.get(call.name)
    if helper is None:
        raise TemplateInvalid(f"'{call.name[:60]}' is not a helper.", line=call.line)
    if not helper.at_least <= len(call.arguments) <= helper.at_most:
        wanted = f"{helper.at_least}" + (f" to {helper.at_most}" if helper.at_most > helper.at_least else "")
        raise TemplateInvalid(
            f"Helper '{call.name}' takes {wanted} arguments, got {len(call.arguments)}.", line=call.line
        )
    return helper


def condition(call: HelperCall, sources: Sources, *, nested: bool) -> Value:
    """Prepare the head of a conditional block.

    Raises:
        TemplateInvalid: the helper is none that can be a block.
    """
    helper = _checked(call)
    if not helper.conditional:
        raise TemplateInvalid(f"Helper '{call.name}' cannot be a block.", line=call.line)
    if call.name == "if":
        value = value_of(call.arguments[0], sources, nested=nested)
        return lambda run, frame: is_true(value(run, frame))
    plain = HelperCall(call.name, call.arguments, (), call.line)
    return _call(plain, sources, nested=nested)
