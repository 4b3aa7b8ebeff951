"""Runtimes that start together share assemblies and do not trip over each other."""

from __future__ import annotations

import pytest

from local.deploy import _keep


def an_assembly(folder, *files):
    folder.mkdir()
    for name in files:
        (folder / name).write_text(folder.name, encoding="utf-8")
    return folder


def test_a_new_assembly_gets_its_name(tmp_path):
    _keep(an_assembly(tmp_path / "making-1", "manifest.json"), tmp_path / "assembly-a")

    assert (tmp_path / "assembly-a" / "manifest.json").read_text(encoding="utf-8") == "making-1"
    assert not (tmp_path / "making-1").exists()


def test_the_faster_of_two_wins(tmp_path):
    target = an_assembly(tmp_path / "assembly-a", "manifest.json")

    _keep(an_assembly(tmp_path / "making-1", "manifest.json"), target)

    assert (target / "manifest.json").read_text(encoding="utf-8") == "assembly-a"
    assert not (tmp_path / "making-1").exists()


def test_remains_are_replaced(tmp_path):
    target = an_assembly(tmp_path / "assembly-a", "asset.zip")

    _keep(an_assembly(tmp_path / "making-1", "manifest.json"), target)

    assert [path.name for path in target.iterdir()] == ["manifest.json"]


def test_any_other_trouble_is_told(tmp_path):
    with pytest.raises(FileNotFoundError):
        _keep(tmp_path / "making-1", tmp_path / "assembly-a")
