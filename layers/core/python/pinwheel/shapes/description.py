"""What an operation looks like from outside; `operations.py` holds one row for each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple


class OperationShape(NamedTuple):
    """One operation of the model.

    `path` is a template with the model's member names in braces; `query` maps wire names to member names; `body` and
    `answer` refer to payload structures as `module.Name`, so that a function imports only the shapes it serves.
    """

    name: str
    method: str
    path: str
    query: Mapping[str, str] = {}
    required_query: tuple[str, ...] = ()
    body: str | None = None
    answer: str | None = None
    status: int = 200
    errors: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """Members that travel in the path, in order."""
        return tuple(re.findall(r"{(\w+)}", self.path))


def structure(reference: str) -> type[Any]:
    """Load the type that a reference names: `module.Name` of this package, or with the module's full name."""
    module, _, name = reference.rpartition(".")
    whole = module if "." in module or module == "builtins" else f"pinwheel.shapes.{module}"
    found: type[Any] = getattr(import_module(whole), name)
    return found
