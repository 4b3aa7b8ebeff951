"""Write console/tests/rights.json: which role is the least that may call each operation at the IAM door.

`python -m tools.console_rights`. The console's tests hold what its pages offer against it.
"""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase
from pathlib import Path

from pinwheel.api.extension import EXTENSION_ROUTES
from pinwheel.shapes.operations import OPERATIONS
from stacks.doors import RIGHTS

FILE = Path(__file__).parent.parent / "console/tests/rights.json"
FROM_THE_LEAST = ("Viewer", "Marketer", "Admin")


def least_roles() -> dict[str, dict[str, str]]:
    """Name for each operation its method, its path, and the least role."""
    routes = sorted((*OPERATIONS.values(), *EXTENSION_ROUTES), key=lambda route: route.name)
    return {
        route.name: {"method": route.method, "path": route.path, "least": _least(route.method, route.path)}
        for route in routes
    }


def written() -> str:
    """Give the file's text: an operation a line."""
    lines = (f"  {json.dumps(name)}: {json.dumps(facts)}" for name, facts in least_roles().items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _least(method: str, path: str) -> str:
    call = f"{method} /iam{re.sub(r'{[^}]+}', 'x', path)}"
    return next(
        role for role in FROM_THE_LEAST if any(fnmatchcase(call, pattern) for pattern in RIGHTS[role])
    )


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
