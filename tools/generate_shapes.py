"""Write `pinwheel/shapes/` from botocore's `pinpoint` model: `python -m tools.generate_shapes`.

Every structure that travels becomes a frozen msgspec Struct whose attributes are the names on the wire. The
SDK's wrappers (one input and one output per operation) never travel, so they become the rows of
`operations.py`: method, path, labels, query, payloads, success status and errors.

A structure that one resource uses stands in that resource's module; what several use is in `shared.py`.
"""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import botocore

PACKAGE = Path(__file__).parent.parent / "layers/core/python/pinwheel/shapes"
MODEL = Path(botocore.__file__).parent / "data/pinpoint/2016-12-01/service-2.json.gz"
SHARED = "shared"
OK = 200

TOLERATED = {
    "AttributeType": ("NOT_BETWEEN",),
    "CampaignStatus": ("DRAFT",),
    "Mode": ("",),
}
"""Values beyond the model's: documented ones (specs 02, 03), and Terraform's "" for "not set" (spec 09)."""

OMITTABLE = {
    "MessageRequest": {"MessageConfiguration"},
    "SendUsersMessageRequest": {"MessageConfiguration"},
}
"""Members that the model requires and the service does not: a template may be all (spec 04, section 1)."""

SCALARS = {
    "string": "str",
    "timestamp": "str",
    "integer": "int",
    "long": "int",
    "double": "float",
    "boolean": "bool",
    "blob": "bytes",
}

MODULES = (
    (r"/channels", "channels"),
    (r"/campaigns", "campaigns"),
    (r"/journeys", "journeys"),
    (r"/jobs", "jobs"),
    (r"/segments", "segments"),
    (r"/endpoints|/users/|/attributes", "endpoints"),
    (r"/events(tream)?$", "events"),
    (r"/messages$|/users-messages$|otp$", "messages"),
    (r"/kpis", "kpis"),
    (r"/templates", "templates"),
    (r"/tags", "tags"),
    (r"/recommenders", "recommenders"),
    (r"/phone", "phone"),
    (r"/apps", "applications"),
)
"""The first pattern found in an operation's path names the module of what it alone uses."""


@dataclass(frozen=True)
class Model:
    """The service description, with the questions that the generator asks of it."""

    shapes: dict[str, dict[str, Any]]
    operations: dict[str, dict[str, Any]]

    @classmethod
    def installed(cls) -> Model:
        """Read the model of the installed botocore."""
        document = json.loads(gzip.decompress(MODEL.read_bytes()))
        return cls(document["shapes"], document["operations"])

    def payload(self, operation: str, side: str) -> str | None:
        """Name the structure that travels as an operation's `input` or `output`; None where none does."""
        reference = self.operations[operation].get(side)
        if reference is None:
            return None
        wrapper = self.shapes[reference["shape"]]
        member = wrapper.get("payload")
        return None if member is None else str(wrapper["members"][member]["shape"])

    def uses(self, name: str) -> Iterator[str]:
        """Name the shapes that a shape refers to."""
        shape = self.shapes[name]
        for reference in shape.get("members", {}).values():
            yield reference["shape"]
        for role in ("member", "key", "value"):
            if role in shape:
                yield shape[role]["shape"]

    def reachable(self, operation: str) -> set[str]:
        """Collect the shapes that are needed to describe an operation's payloads."""
        found: set[str] = set()
        payloads = (self.payload(operation, side) for side in ("input", "output"))
        pending = [payload for payload in payloads if payload]
        while pending:
            name = pending.pop()
            if name not in found:
                found.add(name)
                pending.extend(self.uses(name))
        return found

    def homes(self) -> dict[str, str]:
        """Give each structure and enumeration that travels its module."""
        users: dict[str, set[str]] = {}
        for name, operation in self.operations.items():
            module = next(m for pattern, m in MODULES if re.search(pattern, operation["http"]["requestUri"]))
            for shape in self.reachable(name):
                if self.shapes[shape]["type"] == "structure" or self.shapes[shape].get("enum"):
                    users.setdefault(shape, set()).add(module)
        return {shape: SHARED if len(used) > 1 else used.pop() for shape, used in sorted(users.items())}


class Writer:
    """Turns the model into the text of modules."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._homes = model.homes()

    def files(self) -> dict[str, str]:
        """Give the text of each module, by file name."""
        modules = {f"{home}.py": self._module(home) for home in sorted(set(self._homes.values()))}
        texts = {**modules, "operations.py": self._operations()}
        return {name: formatted(text) for name, text in texts.items()}

    def _module(self, home: str) -> str:
        names = [name for name, where in self._homes.items() if where == home]
        enums = [name for name in names if self._model.shapes[name]["type"] == "string"]
        self._aliases: set[str] = set()
        self._used: set[str] = set()
        body = [self._enum(name) for name in enums]
        body += [self._struct(name) for name in names if name not in enums]
        local = {python_name(name) for name in names}
        imports = sorted(self._used - local) + [f"{n} as {n}_" for n in sorted(self._aliases - local)]
        lines = [
            f'"""{self._title(home)} Generated by tools/generate_shapes.py; do not edit."""\n',
            "from __future__ import annotations\n",
            *(["from typing import Literal\n"] if enums else []),
            "from msgspec import Struct\n",
            f"from pinwheel.shapes.{SHARED} import ({', '.join(imports)})" if imports else "",
            *body,
            *(f"{name}_ = {name}" for name in sorted(self._aliases & local)),
        ]
        return "\n".join(lines)

    def _title(self, home: str) -> str:
        return "Structures that several resources use." if home == SHARED else f"Structures of {home}."

    def _enum(self, name: str) -> str:
        plain = python_name(name)
        values = [*self._model.shapes[name]["enum"], *TOLERATED.get(plain, ())]
        return f"{plain} = Literal{values!r}"

    def _struct(self, name: str) -> str:
        shape = self._model.shapes[name]
        required = set(shape.get("required", ())) - OMITTABLE.get(name, set())
        taken = {wire_name(member, reference) for member, reference in shape["members"].items()}
        lines = [f"class {name}(Struct, frozen=True, kw_only=True, omit_defaults=True):"]
        for member, reference in shape["members"].items():
            annotation = self._annotation(reference["shape"], taken)
            optional = "" if member in required else " | None = None"
            lines.append(f"    {wire_name(member, reference)}: {annotation}{optional}")
        return "\n".join(lines if shape["members"] else [*lines, "    pass"])

    def _annotation(self, name: str, taken: set[str]) -> str:
        """Spell a type; with a `_` where its own name would mean a member of the class."""
        shape = self._model.shapes[name]
        match shape["type"]:
            case "list":
                return f"list[{self._annotation(shape['member']['shape'], taken)}]"
            case "map":
                key, value = (self._annotation(shape[role]["shape"], taken) for role in ("key", "value"))
                return f"dict[{key}, {value}]"
            case _ if name in self._homes:
                plain = python_name(name)
                (self._aliases if plain in taken else self._used).add(plain)
                return f"{plain}_" if plain in taken else plain
            case scalar:
                return SCALARS[scalar]

    def _operations(self) -> str:
        sets = sorted({self._errors(name) for name in self._model.operations} - {()}, key=len, reverse=True)
        constants = {errors: f"ERRORS_{number}" for number, errors in enumerate(sets, 1)}
        rows = [self._operation(name, constants) for name in sorted(self._model.operations)]
        return "\n".join(
            [
                '"""All operations of the model. Generated by tools/generate_shapes.py; do not edit."""\n',
                "from __future__ import annotations\n",
                "from pinwheel.shapes.description import OperationShape\n",
                *(f"{constant} = {errors!r}" for errors, constant in constants.items()),
                "OPERATIONS = {row.name: row for row in (",
                *rows,
                ")}",
            ]
        )

    def _errors(self, operation: str) -> tuple[str, ...]:
        return tuple(sorted(error["shape"] for error in self._model.operations[operation].get("errors", ())))

    def _operation(self, name: str, errors: dict[tuple[str, ...], str]) -> str:
        operation = self._model.operations[name]
        wrapper = self._model.shapes[operation["input"]["shape"]]
        labels, query = {}, {}
        for member, reference in wrapper["members"].items():
            if reference.get("location") == "uri":
                labels[reference["locationName"]] = member
            elif reference.get("location") == "querystring":
                query[reference["locationName"]] = member
        path = re.sub(r"{([\w-]+)}", lambda label: f"{{{labels[label[1]]}}}", operation["http"]["requestUri"])
        values = {
            "query": query,
            "required_query": tuple(m for m in query.values() if m in wrapper.get("required", ())),
            "body": self._reference(name, "input"),
            "answer": self._reference(name, "output"),
        }
        told = [f"{key}={value!r}" for key, value in values.items() if value]
        if operation["http"]["responseCode"] != OK:
            told.append(f"status={operation['http']['responseCode']}")
        if declared := self._errors(name):
            told.append(f"errors={errors[declared]}")
        return f"OperationShape({name!r}, {operation['http']['method']!r}, {path!r}, {', '.join(told)}),"

    def _reference(self, operation: str, side: str) -> str | None:
        payload = self._model.payload(operation, side)
        return None if payload is None else f"{self._homes[payload]}.{payload}"


def python_name(shape: str) -> str:
    """Name a shape in Python: the model marks anonymous ones with underscores."""
    return shape.lstrip("_")


def wire_name(member: str, reference: dict[str, Any]) -> str:
    """Name a member as it travels."""
    return str(reference.get("locationName", member))


def formatted(text: str) -> str:
    """Bring generated text into the repository's format."""
    call = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(PACKAGE / "generated.py"), "-"]
    return subprocess.run(call, input=text, capture_output=True, text=True, check=True).stdout


def main() -> None:
    """Write the modules, and remove those that the model no longer fills."""
    files = Writer(Model.installed()).files()
    for path in PACKAGE.glob("*.py"):
        if path.name not in {*files, "__init__.py", "description.py"}:
            path.unlink()
    for name, text in files.items():
        (PACKAGE / name).write_text(text, encoding="utf-8")
    print(f"{len(files)} modules")


if __name__ == "__main__":
    main()
