"""Answers that may be some seconds old."""

from __future__ import annotations

import pytest

from pinwheel.domain.errors import NotFound
from pinwheel.runtime.remembered import MOST, Remembered


class Source:
    def __init__(self):
        self.asked = []
        self.now = 0.0

    def load(self, key):
        self.asked.append(key)
        if key == "missing":
            raise NotFound("none")
        return key.upper()

    def monotonic(self):
        return self.now


@pytest.fixture
def source():
    return Source()


@pytest.fixture
def remembered(source):
    return Remembered(source.load, seconds=5, monotonic=source.monotonic)


def test_a_fresh_answer_is_not_asked_for_again(source, remembered):
    assert [remembered.get("a"), remembered.get("a"), remembered.get("b")] == ["A", "A", "B"]
    assert source.asked == ["a", "b"]


def test_an_old_or_forgotten_answer_is(source, remembered):
    remembered.get("a")
    source.now = 5.0
    remembered.get("a")
    remembered.forget("a")
    remembered.get("a")

    assert source.asked == ["a", "a", "a"]


def test_failures_are_not_remembered(source, remembered):
    for _ in range(2):
        with pytest.raises(NotFound):
            remembered.get("missing")

    assert source.asked == ["missing", "missing"]


def test_memory_is_bounded(source, remembered):
    for number in range(MOST + 1):
        remembered.get(str(number))

    remembered.get("0")

    assert source.asked.count("0") == 2
