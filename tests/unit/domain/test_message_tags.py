"""Values of SES message tags."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinwheel.domain.message_tags import decode_tag_value, encode_tag_value


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        ("", ""),
        ("user-17", "user-17"),
        ("user_17", "user__17"),
        ("a@b.c", "a_40b_2ec"),
        ("ü", "_c3_bc"),
        ("_z", "__z"),
        ("_h", "__h"),
    ],
)
def test_plain_values_stay_readable_and_others_are_escaped(value, encoded):
    assert encode_tag_value(value) == encoded


@given(st.text(max_size=60))
def test_what_was_encoded_comes_back(value):
    encoded = encode_tag_value(value)

    assert re.fullmatch(r"[A-Za-z0-9_-]{0,256}", encoded)
    assert decode_tag_value(encoded) == value


def test_long_values_are_packed_closer():
    value = "@" * 150

    assert encode_tag_value(value).startswith("_z")
    assert decode_tag_value(encode_tag_value(value)) == value


@given(st.lists(st.text(min_size=80, max_size=400), min_size=2, max_size=4, unique=True))
def test_no_two_values_share_an_encoding_whatever_their_length(values):
    encoded = [encode_tag_value(value) for value in values]

    assert len(set(encoded)) == len(values)
    assert all(len(one) <= 256 for one in encoded)


@pytest.mark.parametrize("foreign", ["_", "_4", "_g1", "_z!", "_zzz", "_ff", "_h12"])
def test_what_we_did_not_encode_comes_back_as_it_is(foreign):
    assert decode_tag_value(foreign) == foreign
