"""Read a template into its nodes.

    tag        = path | helper expression* (key "=" expression)*
    expression = path | string | number | "true" | "false" | "null" | "(" helper ... ")"

Bounds: 64 blocks and 20 subexpressions deep; each `else if` counts as a block.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pinwheel.domain.templates.errors import TemplateInvalid
from pinwheel.domain.templates.lexer import Piece, cut
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

DEEPEST_BLOCK = 64
DEEPEST_EXPRESSION = 20
MOST_ARGUMENTS = 100

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
      | (?P<number>-?[0-9]+(?:\.[0-9]+)?(?=[\s=)]|$))
      | (?P<key>(?:\[[^\]]*\]|[^\s!"\#%-,./;<=>@\[-^`{-~]+)=)
      | (?P<path>@?(?:\.\.|\.(?=[\s/)]|$)|\./|this\b(?![-\w])|\[[^\]]*\]|[^\s!"\#%-,./;<=>@\[-^`{-~]+)
               (?:[./]+(?:\.\.|\[[^\]]*\]|[^\s!"\#%-,./;<=>@\[-^`{-~]+))*)
      | (?P<open>\()
      | (?P<close>\))
    )""",
    re.VERBOSE,
)
_SEGMENT = re.compile(r"\[([^\]]*)\]|\.\.|[^./\[\]]+")
_CONSTANTS = {"true": True, "false": False, "null": None, "undefined": None}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def parse(source: str) -> tuple[Node, ...]:
    """Read a template.

    Raises:
        TemplateInvalid: it breaks the language's rules or bounds.
    """
    reader = _Reader(cut(source))
    nodes, stop = reader.nodes(0)
    if stop is not None:
        raise TemplateInvalid(f"'{stop.kind} {stop.text.strip()}' closes no open block.", line=stop.line)
    return nodes


class _Reader:
    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces = pieces
        self.at = 0

    def nodes(self, depth: int) -> tuple[tuple[Node, ...], Piece | None]:
        """Read nodes up to the end or up to a `/` or `else`, which is returned."""
        found: list[Node] = []
        while self.at < len(self.pieces):
            piece = self.pieces[self.at]
            self.at += 1
            if piece.kind in {"/", "else"}:
                return tuple(found), piece
            node = self._node(piece, depth)
            if node is not None:
                found.append(node)
        return tuple(found), None

    def _node(self, piece: Piece, depth: int) -> Node | None:
        match piece.kind:
            case "":
                return Text(piece.text) if piece.text else None
            case "!":
                return None
            case "out" | "raw":
                expression = _Tag(piece).call()
                return Output(expression, piece.kind == "raw", piece.line)
            case ">":
                return _Tag(piece).partial()
            case "#*":
                return self._inline_partial(piece, depth)
            case _:
                return self._block(piece, depth)

    def _inline_partial(self, piece: Piece, depth: int) -> InlinePartial:
        head = _Tag(piece).call()
        named = isinstance(head, HelperCall) and head.name == "inline" and len(head.arguments) == 1
        if not named or not isinstance(head, HelperCall):
            raise TemplateInvalid('Write {{#* inline "name"}} for an inline partial.', line=piece.line)
        name = head.arguments[0]
        if not isinstance(name, Literal):
            raise TemplateInvalid("The name of an inline partial is a string.", line=piece.line)
        self._check_depth(piece, depth)
        body, stop = self.nodes(depth + 1)
        self._check_closed(piece, stop, "inline")
        return InlinePartial(str(name.value), body, piece.line)

    def _block(self, piece: Piece, depth: int) -> Block:
        """Read a block; an `else if` inside is a block in the inverse that shares the closing tag."""
        head = _Tag(piece).call()
        self._check_depth(piece, depth)
        body, stop = self.nodes(depth + 1)
        inverse: tuple[Node, ...] = ()
        if stop is not None and stop.kind == "else":
            if stop.text.strip():
                inverse = (self._chained(stop, depth + 1, _name_of(head)),)
            else:
                inverse, stop = self.nodes(depth + 1)
                self._check_closed(piece, stop, _name_of(head))
        else:
            self._check_closed(piece, stop, _name_of(head))
        if piece.kind == "^":
            body, inverse = inverse, body
        return Block(head, body, inverse, piece.line)

    def _chained(self, piece: Piece, depth: int, opened: str) -> Block:
        head = _Tag(piece).call()
        self._check_depth(piece, depth)
        body, stop = self.nodes(depth + 1)
        inverse: tuple[Node, ...] = ()
        if stop is not None and stop.kind == "else" and stop.text.strip():
            inverse = (self._chained(stop, depth + 1, opened),)
        else:
            if stop is not None and stop.kind == "else":
                inverse, stop = self.nodes(depth + 1)
            self._check_closed(piece, stop, opened)
        return Block(head, body, inverse, piece.line)

    @staticmethod
    def _check_depth(piece: Piece, depth: int) -> None:
        if depth >= DEEPEST_BLOCK:
            raise TemplateInvalid(f"Blocks may be {DEEPEST_BLOCK} deep.", line=piece.line)

    @staticmethod
    def _check_closed(piece: Piece, stop: Piece | None, name: str) -> None:
        if stop is None:
            raise TemplateInvalid(f"The block '{name}' is not closed.", line=piece.line)
        closing = stop.text.strip() if stop.kind == "/" else "else"
        if closing != name:
            raise TemplateInvalid(f"'{name}' is closed by '{closing}'.", line=stop.line)


def _name_of(head: Expression) -> str:
    match head:
        case HelperCall():
            return head.name
        case Path():
            return head.original
        case Literal():
            return str(head.value)


class _Tag:
    """The inside of one tag."""

    def __init__(self, piece: Piece) -> None:
        self.line = piece.line
        self.tokens = self._tokens(piece.text)
        self.at = 0

    def _tokens(self, text: str) -> list[_Token]:
        found, at, end = [], 0, len(text.rstrip())
        while at < end:
            match = _TOKEN.match(text, at, end)
            if match is None or match.lastgroup is None:
                raise TemplateInvalid(f"Cannot read '{text[at:end].strip()[:40]}'.", line=self.line)
            found.append(_Token(match.lastgroup, match.group(match.lastgroup)))
            at = match.end()
        if not found:
            raise TemplateInvalid("A tag is empty.", line=self.line)
        return found

    def call(self) -> Expression:
        """Read the whole tag as a variable, a literal, or a helper with arguments."""
        first = self._expression(0)
        arguments, options = self._arguments(0, closing=False)
        return self._called(first, arguments, options)

    def partial(self) -> PartialCall:
        """Read the whole tag as the use of a partial."""
        name = self._expression(0)
        if isinstance(name, HelperCall):
            raise TemplateInvalid("The name of a partial is not computed.", line=self.line)
        arguments, options = self._arguments(0, closing=False)
        if len(arguments) > 1:
            raise TemplateInvalid("A partial takes one context.", line=self.line)
        context = arguments[0] if arguments else None
        return PartialCall(_name_of(name), context, options, self.line)

    def _called(
        self,
        first: Expression,
        arguments: tuple[Expression, ...],
        options: tuple[tuple[str, Expression], ...],
    ) -> Expression:
        if not arguments and not options:
            return first
        name = first.simple_name if isinstance(first, Path) else None
        if name is None:
            raise TemplateInvalid(f"'{_name_of(first)}' is not a helper.", line=self.line)
        return HelperCall(name, arguments, options, self.line)

    def _arguments(
        self, depth: int, *, closing: bool
    ) -> tuple[tuple[Expression, ...], tuple[tuple[str, Expression], ...]]:
        arguments: list[Expression] = []
        options: list[tuple[str, Expression]] = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.kind == "close" and closing:
                self.at += 1
                return tuple(arguments), tuple(options)
            if len(arguments) + len(options) >= MOST_ARGUMENTS:
                raise TemplateInvalid(f"A helper takes at most {MOST_ARGUMENTS} arguments.", line=self.line)
            if token.kind == "key":
                self.at += 1
                options.append((token.text[:-1].strip("[]"), self._expression(depth)))
            elif options:
                raise TemplateInvalid("Named arguments come last.", line=self.line)
            else:
                arguments.append(self._expression(depth))
        if closing:
            raise TemplateInvalid("A ) is missing.", line=self.line)
        return tuple(arguments), tuple(options)

    def _expression(self, depth: int) -> Expression:
        if self.at >= len(self.tokens):
            raise TemplateInvalid("A value is missing.", line=self.line)
        token = self.tokens[self.at]
        self.at += 1
        match token.kind:
            case "string":
                return Literal(re.sub(r"\\([\"'])", r"\1", token.text[1:-1]))
            case "number":
                return Literal(float(token.text) if "." in token.text else int(token.text[:30]))
            case "path":
                return _path(token.text)
            case "open":
                if depth >= DEEPEST_EXPRESSION:
                    raise TemplateInvalid(f"( ) may be {DEEPEST_EXPRESSION} deep.", line=self.line)
                first = self._expression(depth + 1)
                arguments, options = self._arguments(depth + 1, closing=True)
                if isinstance(first, Path) and first.simple_name and not arguments and not options:
                    return HelperCall(first.simple_name, (), (), self.line)
                return self._called(first, arguments, options)
            case _:
                raise TemplateInvalid(f"'{token.text}' does not belong here.", line=self.line)


def _path(text: str) -> Expression:
    if text in _CONSTANTS:
        return Literal(_CONSTANTS[text])
    data = text.startswith("@")
    bare = text[1:] if data else text
    up, scoped = 0, False
    parts: list[str] = []
    for match in _SEGMENT.finditer(bare):
        segment, bracketed = match.group(), match.group(1)
        if bracketed is not None:
            parts.append(bracketed)
        elif segment == "..":
            up, scoped = up + 1, True
        elif segment == "this" and not parts:
            scoped = True
        else:
            parts.append(segment)
    scoped = scoped or bare == "." or bare.startswith("./")
    return Path(text, tuple(parts), up=up, data=data, scoped=scoped)
