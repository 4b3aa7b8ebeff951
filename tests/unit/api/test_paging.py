"""Page sizes and tokens as callers send them."""

from __future__ import annotations

import pytest

from pinwheel.api.call import Call
from pinwheel.api.paging import DEFAULT_PAGE, MAXIMUM_PAGE, decode_token, encode_token, page_size
from pinwheel.domain.errors import Invalid


@pytest.mark.parametrize(("text", "size"), [("1", 1), ("007", 7), ("1001", MAXIMUM_PAGE)])
def test_a_page_size_is_read_and_cut(text, size):
    assert page_size(Call("GetApps", {}, query={"PageSize": [text]})) == size


def test_the_default_page_is_used_where_none_is_asked_for():
    assert page_size(Call("GetApps", {})) == DEFAULT_PAGE


@pytest.mark.parametrize("text", ["", "0", "-1", "1.5", "ten", "\u0663", "9" * 5000])
def test_what_is_no_page_size_is_refused(text):
    with pytest.raises(Invalid, match="page-size"):
        page_size(Call("GetApps", {}, query={"PageSize": [text]}))


def test_a_token_is_taken_by_its_own_list_only():
    token = encode_token("GetApps", "", "key")

    assert decode_token("GetApps", "", token) == "key"
    for operation, scope in (("GetSegments", ""), ("GetApps", "app")):
        with pytest.raises(Invalid, match="token"):
            decode_token(operation, scope, token)


@pytest.mark.parametrize("token", ["x", "\u00e9", "bnVsbA==", "W10=", "e30="])
def test_what_is_no_token_is_refused(token):
    with pytest.raises(Invalid, match="token"):
        decode_token("GetApps", "", token)
