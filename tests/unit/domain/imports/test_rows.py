"""Records of CSV and JSON files as endpoint documents (spec 02, section 6.1)."""

from __future__ import annotations

import csv
import io

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinwheel.domain.errors import Invalid
from pinwheel.domain.imports.columns import read_header
from pinwheel.domain.imports.model import StagedPiece, derived_id
from pinwheel.domain.imports.rows import read_rows


def csv_row(header, line):
    (row,) = read_rows(StagedPiece("a.csv", 2, header, line.encode()))
    return row.error or row.document


def json_row(line):
    (row,) = read_rows(StagedPiece("a.json", 1, None, line.encode()))
    return row.error or row.document


def test_dotted_columns_are_nested():
    header = (
        "Id,ChannelType, Address,Location.Country,Location.Latitude,Demographic.Make,Metrics.m,"
        "User.UserId,User.UserAttributes.u,OptOut,EffectiveDate"
    )
    line = "e,EMAIL,a@example.com,DE,47.6,Acme,2.5,u1,x,NONE,2020-01-01T00:00:00Z"

    assert csv_row(header, line) == {
        "Id": "e",
        "ChannelType": "EMAIL",
        "Address": "a@example.com",
        "Location": {"Country": "DE", "Latitude": 47.6},
        "Demographic": {"Make": "Acme"},
        "Metrics": {"m": 2.5},
        "User": {"UserId": "u1", "UserAttributes": {"u": ["x"]}},
        "OptOut": "NONE",
        "EffectiveDate": "2020-01-01T00:00:00Z",
    }


def test_a_repeated_column_makes_a_list_without_empty_cells():
    assert csv_row("Attributes.Ride,Attributes.Ride,Attributes.Ride", "Bus,,Train") == {
        "Attributes": {"Ride": ["Bus", "Train"]}
    }


def test_an_empty_cell_is_an_absent_member():
    assert csv_row("Id,Metrics.m,Attributes.a", "e,,") == {"Id": "e"}


def test_quotes_protect_commas_and_quotes():
    assert csv_row("Id,Attributes.a", '"e,1", "say ""hi"""') == {
        "Id": "e,1",
        "Attributes": {"a": ['say "hi"']},
    }


def test_status_and_request_id_are_accepted_without_effect():
    assert csv_row("Id,EndpointStatus,RequestId", "e,INACTIVE,r") == {"Id": "e"}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("e", "3 columns, this line has 1"),
        ("e,1,x,y", "3 columns, this line has 4"),
        ('e,1,"x', "quotes"),
        ("e,many,x", "Metrics.m must be a number"),
    ],
)
def test_a_bad_line_says_what_is_wrong(line, reason):
    assert reason in csv_row("Id,Metrics.m,Attributes.a", line)


def test_a_line_that_is_not_utf8_is_a_bad_line():
    (row,) = read_rows(StagedPiece("a.csv", 2, "Id", b"\xff"))

    assert "UTF-8" in row.error


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Id,Adress", "Adress"),
        ("id", "id"),
        ("Id,Attributes.", "Attributes."),
        ("Location.Planet", "Location.Planet"),
        ("User.Name", "User.Name"),
        ("Id,Id", "Id"),
        ("", ""),
    ],
)
def test_a_column_that_does_not_fit_is_named(header, column):
    with pytest.raises(Invalid, match=f"'{column}'"):
        read_header(header or " ")


def test_lines_are_numbered_and_blank_ones_are_none():
    rows = list(read_rows(StagedPiece("a.csv", 2, "Id", b"a\r\n\r\n  \nb\n")))

    assert [(row.line, row.document) for row in rows] == [(2, {"Id": "a"}), (5, {"Id": "b"})]


def test_json_members_are_taken_as_they_are():
    line = '{"Id":"e","Attributes":{"Ride":["Bus","Train"]},"EndpointStatus":"INACTIVE","CohortId":"4"}'

    assert json_row(line) == {"Id": "e", "Attributes": {"Ride": ["Bus", "Train"]}}


@pytest.mark.parametrize(
    ("line", "reason"),
    [("[1]", "not a JSON object"), ("{", "not a JSON object"), ('{"Adress": "x"}', "'Adress'")],
)
def test_a_bad_json_line_says_what_is_wrong(line, reason):
    assert reason in json_row(line)


def test_derived_ids_are_stable_and_differ():
    first = derived_id("app", "EMAIL", "a@example.com")

    assert first == derived_id("app", "EMAIL", "a@example.com")
    assert first not in {derived_id("app", "SMS", "a@example.com"), derived_id("b", "EMAIL", "a@example.com")}
    assert len(first) == 32


cell = st.text(st.characters(exclude_characters="\r\n\x00", exclude_categories=["Cs"]), max_size=8).map(
    str.lstrip
)


@given(cells=st.lists(cell, min_size=2, max_size=5))
def test_what_the_csv_module_writes_is_read_back(cells):
    out = io.StringIO()
    csv.writer(out).writerow(["e", *cells])
    header = ",".join(["Id", *["Attributes.a"] * len(cells)])

    document = csv_row(header, out.getvalue())

    assert document == {"Id": "e", **({"Attributes": {"a": [c for c in cells if c]}} if any(cells) else {})}


@given(st.dictionaries(st.sampled_from(["Id", "Address", "OptOut"]), st.text(max_size=5), min_size=1))
def test_what_json_writes_is_read_back(document):
    assert json_row(msgspec.json.encode(document).decode()) == document
