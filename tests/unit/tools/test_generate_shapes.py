"""The generated modules are what the generator makes of the installed model, and cover all of it."""

from __future__ import annotations

import msgspec
import pytest

from pinwheel.shapes.description import structure
from pinwheel.shapes.operations import OPERATIONS
from tools.generate_shapes import OMITTABLE, PACKAGE, Model, Writer


@pytest.fixture(scope="module")
def model():
    return Model.installed()


def test_regenerating_changes_nothing(model):
    written = {
        path.name: path.read_text(encoding="utf-8")
        for path in PACKAGE.glob("*.py")
        if path.name not in {"__init__.py", "description.py"}
    }
    assert Writer(model).files() == written


def test_every_structure_is_a_struct_or_the_wrapper_of_an_operation_or_an_error(model):
    wrappers = {
        operation[side]["shape"]
        for operation in model.operations.values()
        for side in ("input", "output")
        if side in operation
    }
    structures = {name for name, shape in model.shapes.items() if shape["type"] == "structure"}
    errors = {name for name in structures if model.shapes[name].get("exception")}
    homes = {name for name in model.homes() if model.shapes[name]["type"] == "structure"}
    assert homes | wrappers | errors == structures
    assert len(structures - errors) == 451
    for name in homes:
        struct = structure(f"{model.homes()[name]}.{name}")
        fields = {field.encode_name: field.required for field in msgspec.structs.fields(struct)}
        required = set(model.shapes[name].get("required", [])) - OMITTABLE.get(name, set())
        assert fields == {
            reference.get("locationName", member): member in required
            for member, reference in model.shapes[name]["members"].items()
        }


def test_every_operation_has_a_row(model):
    assert set(OPERATIONS) == set(model.operations)
    assert len(OPERATIONS) == 122


def test_every_reference_of_a_row_can_be_loaded():
    for row in OPERATIONS.values():
        for reference in (row.body, row.answer):
            if reference:
                assert issubclass(structure(reference), msgspec.Struct)


def test_a_member_named_like_its_type_has_that_type():
    settings = structure("applications.WriteApplicationSettingsRequest")
    parsed = msgspec.convert({"QuietTime": {"Start": "22:00"}}, settings)
    assert parsed.QuietTime.Start == "22:00"
