"""Codes: as many digits as asked for, zeros in front included."""

from __future__ import annotations

from pinwheel.adapters.system import random_digits


def test_codes_have_their_length_and_may_begin_with_zero():
    codes = [random_digits(5) for _ in range(500)]

    assert {len(code) for code in codes} == {5}
    assert all(code.isdigit() for code in codes)
    assert {code[0] for code in codes} == set("0123456789")
    assert len(set(codes)) > 450
