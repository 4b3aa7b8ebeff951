"""What a template is rendered with: the run of one rendering, and the contexts that blocks put in front."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pinwheel.domain.endpoints import Endpoint
from pinwheel.domain.templates.errors import RenderingFailed
from pinwheel.domain.templates.helpers.model import Surroundings
from pinwheel.domain.templates.sources import Lookup, Substitutions
from pinwheel.domain.templates.values import walk

MOST_STEPS = 200_000
"""Most nodes and iterations inside blocks of one rendering."""
MOST_CALLS = 100
"""Most blocks and partials inside one another while rendering."""
LONGEST_OUTPUT = 10_000_000
"""Most characters of one rendered part."""


class Frame:
    """A context in front of others, made by each, with and partials."""

    __slots__ = ("data", "outer", "value")

    def __init__(self, value: Any, outer: Frame | None, data: Mapping[str, Any]) -> None:
        """Keep the context, what lies behind it, and its `@` variables."""
        self.value = value
        self.outer = outer
        self.data = data


class Run:
    """One rendering: for whom, and how much it has used of its bounds."""

    __slots__ = ("calls", "characters", "endpoint", "missing", "recipient", "steps", "surroundings")

    def __init__(
        self, endpoint: Endpoint, recipient: Substitutions | None, surroundings: Surroundings
    ) -> None:
        """Begin with nothing used."""
        self.endpoint = endpoint
        self.recipient = recipient
        self.surroundings = surroundings
        self.missing: list[str] = []
        self.steps = 0
        self.calls = 0
        self.characters = 0

    def step(self, count: int) -> None:
        """Count work.

        Raises:
            RenderingFailed: it is too much.
        """
        self.steps += count
        if self.steps > MOST_STEPS:
            raise RenderingFailed(f"The template takes more than {MOST_STEPS:,} steps.")

    def enter(self) -> None:
        """Count going into a block or partial; leave with `calls -= 1`."""
        self.calls += 1
        if self.calls > MOST_CALLS:
            raise RenderingFailed(f"Blocks and partials are more than {MOST_CALLS} deep.")

    def charge(self, characters: int) -> None:
        """Count the characters of big values.

        Raises:
            RenderingFailed: they are too many.
        """
        self.characters += characters
        if self.characters > LONGEST_OUTPUT:
            raise RenderingFailed(f"The message has more than {LONGEST_OUTPUT:,} characters.")


def climb(frame: Frame | None, up: int) -> Frame | None:
    """Go outwards; None is the outermost context, the recipient."""
    while up and frame is not None:
        frame, up = frame.outer, up - 1
    return frame


def find(run: Run, frame: Frame | None, parts: Sequence[str], lookup: Lookup) -> Any:
    """Find a name in the nearest context that knows it, the recipient last."""
    while frame is not None:
        value = walk(frame.value, parts) if isinstance(frame.value, dict) else None
        if value is not None:
            return value
        frame = frame.outer
    return lookup.find(run.endpoint, run.recipient)


def find_scoped(run: Run, frame: Frame | None, up: int, parts: Sequence[str], lookup: Lookup | None) -> Any:
    """Find what is written with `this`, `./` or `../`: in that context and nowhere else."""
    frame = climb(frame, up)
    if frame is not None:
        return walk(frame.value, parts)
    return None if lookup is None else lookup.find(run.endpoint, run.recipient)


def find_data(frame: Frame | None, up: int, name: str) -> Any:
    """Find `@index` and its like in the nearest loop, or in the one `up` loops further out."""
    while frame is not None:
        if name in frame.data:
            if not up:
                return frame.data[name]
            up -= 1
        frame = frame.outer
    return None
