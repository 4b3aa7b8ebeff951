"""Layers are built once, whole or not at all, without what no function opens."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from stacks.packaging import LayerPlatform
from tools.build_layers import KEPT, built, compile_modules, prune

UNCHECKED_HASH = 1
"""Flags in the second word of a .pyc (PEP 552): hash-based, source not checked."""


def writer(calls):
    def fill(target):
        calls.append(target)
        target.mkdir(parents=True)
        (target / "module.py").write_text("x = 1\n", encoding="utf-8")

    return fill


def test_a_digest_is_built_once(tmp_path):
    calls: list[Path] = []

    first = built(tmp_path, "abc", writer(calls))
    second = built(tmp_path, "abc", writer(calls))

    assert first == second
    assert (first / "python" / "module.py").exists()
    assert len(calls) == 1


def test_a_build_that_fails_leaves_nothing(tmp_path):
    def fail(target):
        target.mkdir(parents=True)
        raise RuntimeError("no network")

    with pytest.raises(RuntimeError, match="no network"):
        built(tmp_path, "abc", fail)

    assert list(tmp_path.iterdir()) == []


def test_old_builds_are_forgotten(tmp_path):
    for number in range(KEPT + 2):
        built(tmp_path, f"digest-{number}", writer([]))

    assert len(list(tmp_path.iterdir())) == KEPT


def test_models_of_services_that_nobody_calls_are_pruned(tmp_path):
    models = tmp_path / "botocore" / "data"
    for name in ("dynamodb", "sqs", "workspaces"):
        (models / name).mkdir(parents=True)
    (models / "partitions.json").write_text("{}", encoding="utf-8")
    (tmp_path / "some-1.0.dist-info").mkdir()

    prune(tmp_path)

    assert {path.name for path in models.iterdir()} == {"dynamodb", "sqs", "partitions.json"}
    assert not (tmp_path / "some-1.0.dist-info").exists()


def test_bytecode_is_never_checked_against_its_source(tmp_path):
    (tmp_path / "module.py").write_text("x = 1\n", encoding="utf-8")

    compile_modules(tmp_path, LayerPlatform(python=f"{sys.version_info.major}.{sys.version_info.minor}"))

    (compiled,) = (tmp_path / "__pycache__").glob("*.pyc")
    assert int.from_bytes(compiled.read_bytes()[4:8], "little") == UNCHECKED_HASH


def test_without_an_interpreter_of_the_platform_sources_are_shipped(tmp_path):
    (tmp_path / "module.py").write_text("x = 1\n", encoding="utf-8")

    compile_modules(tmp_path, LayerPlatform(python="3.99"))

    assert not (tmp_path / "__pycache__").exists()


def test_the_default_platform_is_what_lambda_runs():
    assert LayerPlatform() == LayerPlatform("aarch64-manylinux_2_28", "3.13")
    assert LayerPlatform().is_arm
