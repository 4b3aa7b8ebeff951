"""What the code of each function asks its environment for, read from the sources without running them.

handler -> runtime modules it imports -> functions of `bootstrap` they call -> properties of `Settings` -> variables.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).parents[2]
RUNTIME = PROJECT / "layers" / "core" / "python" / "pinwheel" / "runtime"
COMPOSITION = {"bootstrap", "settings"}


def required_variables(folder: str) -> set[str]:
    """Give the variables that a function of `lambdas/<folder>` cannot do without."""
    return {
        variable
        for tree in runtime_trees(PROJECT / "lambdas" / folder / "handler.py")
        for node in ast.walk(tree)
        for variable in asked_by(node)
    }


def services() -> set[str]:
    """Give the AWS services that `bootstrap` makes clients of."""
    makers = {"client", "new_client", "create_client"}
    return {
        str(node.args[0].value)
        for node in ast.walk(parsed(RUNTIME / "bootstrap.py"))
        if isinstance(node, ast.Call)
        and called(node) in makers
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def runtime_trees(path: Path, seen: set[Path] | None = None) -> Iterator[ast.Module]:
    """Give a module and all of `pinwheel.runtime` that it imports, but the composition root itself."""
    seen = set() if seen is None else seen
    if path in seen or not path.exists() or path.stem in COMPOSITION:
        return
    seen.add(path)
    tree = parsed(path)
    yield tree
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pinwheel.runtime"):
            base = RUNTIME.joinpath(*(node.module or "").split(".")[2:])
            yield from runtime_trees(base.with_suffix(".py"), seen)
            for name in node.names:
                yield from runtime_trees(base / f"{name.name}.py", seen)


def asked_by(node: ast.AST) -> set[str]:
    """Give the variables behind one expression: `bootstrap.x`, `bootstrap.queue("x")` or `settings().x`."""
    match node:
        case ast.Call(
            func=ast.Attribute(value=ast.Name("bootstrap"), attr="queue"), args=[ast.Constant(value)]
        ):
            return {f"PINWHEEL_{str(value).upper()}_QUEUE_URL"}
        case ast.Attribute(value=ast.Name("bootstrap"), attr=name):
            return asked_by_collaborator(name)
        case ast.Attribute(value=ast.Call(func=ast.Name("settings")), attr=name):
            return setting_variables().get(name, set())
    return set()


@cache
def asked_by_collaborator(name: str) -> set[str]:
    """Give the variables behind a function of `bootstrap` and those that it calls."""
    body = functions(RUNTIME / "bootstrap.py").get(name)
    found: set[str] = set()
    for node in ast.walk(body) if body else ():
        found |= asked_by(node)
        match node:
            case ast.Call(func=ast.Name("queue"), args=[ast.Constant(value)]):
                found.add(f"PINWHEEL_{str(value).upper()}_QUEUE_URL")
            case ast.Name(other) if other != name and other in functions(RUNTIME / "bootstrap.py"):
                found |= asked_by_collaborator(other)
    return found


@cache
def setting_variables() -> dict[str, set[str]]:
    """Give the variables that each property of `Settings` cannot do without."""
    return {
        name: {
            str(node.args[0].value)
            for node in ast.walk(body)
            if isinstance(node, ast.Call)
            and called(node) == "variable"
            and isinstance(node.args[0], ast.Constant)
        }
        for name, body in functions(RUNTIME / "settings.py").items()
    }


@cache
def functions(path: Path) -> dict[str, ast.FunctionDef]:
    """Give the functions and methods of a module by name."""
    return {node.name: node for node in ast.walk(parsed(path)) if isinstance(node, ast.FunctionDef)}


@cache
def parsed(path: Path) -> ast.Module:
    """Parse a source file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def called(node: ast.Call) -> str:
    """Give the last part of what a call names."""
    match node.func:
        case ast.Name(name) | ast.Attribute(attr=name):
            return name
    return ""
