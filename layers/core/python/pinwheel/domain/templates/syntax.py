"""What a template consists of once it is read: expressions inside tags, and the nodes between them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Literal:
    """A string, number, true, false or null written in a tag."""

    value: str | float | int | bool | None


@dataclass(frozen=True, slots=True)
class Path:
    """A dotted name. `up` counts `../`; `data` marks `@index` and its like; `this` has no parts."""

    original: str
    parts: tuple[str, ...]
    up: int = 0
    data: bool = False
    scoped: bool = False
    """Written with `this`, `./` or `../`: looked up in that very context only."""

    @property
    def simple_name(self) -> str | None:
        """The name when it could be a helper's: one part, nothing around it."""
        plain = len(self.parts) == 1 and not (self.up or self.data or self.scoped)
        return self.parts[0] if plain else None


@dataclass(frozen=True, slots=True)
class HelperCall:
    """`name a b key=c`: a helper with arguments, in a tag or as a subexpression."""

    name: str
    arguments: tuple[Expression, ...]
    options: tuple[tuple[str, Expression], ...]
    line: int


Expression = Literal | Path | HelperCall


@dataclass(frozen=True, slots=True)
class Text:
    """Characters that stay as they are."""

    text: str


@dataclass(frozen=True, slots=True)
class Output:
    """`{{expression}}`; `raw` for `{{{ }}}` and `{{& }}`."""

    expression: Expression
    raw: bool
    line: int


@dataclass(frozen=True, slots=True)
class Block:
    """`{{#name ...}} body {{else}} inverse {{/name}}`; an inverted section has its body in `inverse`."""

    head: Expression
    body: tuple[Node, ...]
    inverse: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class InlinePartial:
    """`{{#* inline "name"}} body {{/inline}}`."""

    name: str
    body: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class PartialCall:
    """`{{> name context key=value}}`."""

    name: str
    context: Expression | None = None
    options: tuple[tuple[str, Expression], ...] = field(default=())
    line: int = 0


Node = Text | Output | Block | InlinePartial | PartialCall
