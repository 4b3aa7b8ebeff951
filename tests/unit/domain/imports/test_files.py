"""URLs, the choice of files, unpacking and cutting (spec 02, section 6)."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinwheel.domain.errors import Invalid
from pinwheel.domain.imports import files
from pinwheel.domain.imports.files import SourceFile, choose_files, cut, read_url, unpacked
from pinwheel.domain.imports.model import StagedPiece


def names(found, *, prefix="", file_format="CSV"):
    chosen = choose_files([SourceFile(n, 1) for n in found], prefix=prefix, file_format=file_format)
    return [file.name for file in chosen]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("s3://bucket/folder/file.csv", ("bucket", "folder/file.csv")),
        ("s3://bucket/", ("bucket", "")),
        ("s3://bucket", ("bucket", "")),
        ("s3://my.bucket-1/a b", ("my.bucket-1", "a b")),
    ],
)
def test_a_url_is_a_bucket_and_a_prefix(url, expected):
    assert read_url(url) == expected


@pytest.mark.parametrize("url", ["", "bucket/file", "https://bucket/file", "s3://B/x", "s3:///x", "s3://ab/"])
def test_other_urls_are_refused(url):
    with pytest.raises(Invalid):
        read_url(url)


def test_files_of_the_other_format_are_left_out():
    found = ["a.csv", "b.json", "c.CSV.gz", "d.jsonl.gz", "e.txt"]

    assert names(found) == ["a.csv", "c.CSV.gz", "e.txt"]
    assert names(found, file_format="JSON") == ["b.json", "d.jsonl.gz", "e.txt"]


def test_a_file_that_is_named_exactly_is_the_only_one():
    assert names(["in/a.csv", "in/a.csv.old"], prefix="in/a.csv") == ["in/a.csv"]


def test_folders_and_empty_files_are_no_files():
    found = [SourceFile("in/", 0), SourceFile("in/_SUCCESS", 0), SourceFile("in/a.csv", 1)]

    assert choose_files(found, prefix="in/", file_format="CSV") == [SourceFile("in/a.csv", 1)]


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        ([], "no file"),
        ([SourceFile("a.json", 1)], "no CSV file"),
        ([SourceFile(f"{n}.csv", 1) for n in range(10_001)], "more than 10000"),
        ([SourceFile("a.csv", 600_000_000), SourceFile("b.csv", 600_000_000)], "1 GB"),
    ],
    ids=["nothing", "other format", "too many", "too big"],
)
def test_without_fitting_files_the_reason_is_given(found, reason):
    with pytest.raises(Invalid, match=reason):
        choose_files(found, prefix="", file_format="CSV")


def chunked(data, size=7):
    return [data[start : start + size] for start in range(0, len(data), size)]


def test_gzip_files_are_unpacked_member_by_member():
    data = gzip.compress(b"Id\n1\n") + gzip.compress(b"2\n")

    assert b"".join(unpacked("a.csv.gz", chunked(data))) == b"Id\n1\n2\n"


@pytest.mark.parametrize("data", [b"Id\n1\n", gzip.compress(b"Id\n1\n" * 100)[:-10]], ids=["plain", "cut"])
def test_what_is_not_a_whole_gzip_file_is_refused(data):
    with pytest.raises(Invalid):
        list(unpacked("a.csv.gz", chunked(data)))


def test_a_gzip_file_is_never_unpacked_in_one_go():
    data = gzip.compress(b"x" * 3_000_000)

    assert max(len(chunk) for chunk in unpacked("a.gz", [data])) <= files.PIECE_BYTES


def test_the_header_is_kept_apart_and_lines_are_counted(monkeypatch):
    monkeypatch.setattr(files, "PIECE_BYTES", 8)

    pieces = list(cut("a.csv", chunked(b"\xef\xbb\xbfId\r\n1\n22\n333\n4444"), has_header=True))

    assert [(p.header, p.first_line, p.rows) for p in pieces] == [
        ("Id", 2, b"1\n22\n"),
        ("Id", 4, b"333\n"),
        ("Id", 5, b"4444"),
    ]


def test_a_file_with_a_header_only_is_a_piece_without_rows():
    assert list(cut("a.csv", [b"Id\n"], has_header=True)) == [StagedPiece("a.csv", 2, "Id", b"")]
    assert list(cut("a.csv", [], has_header=True)) == [StagedPiece("a.csv", 2, "", b"")]
    assert list(cut("a.json", [], has_header=False)) == []


def test_a_line_that_never_ends_is_refused():
    with pytest.raises(Invalid, match="line of more than"):
        list(cut("a.json", [b"x" * files.PIECE_BYTES], has_header=False))


@given(
    lines=st.lists(st.binary(max_size=30).filter(lambda b: b"\n" not in b), max_size=40),
    size=st.integers(1, 50),
)
@settings(max_examples=100)
def test_pieces_together_are_the_file(lines, size):
    data = b"".join(line + b"\n" for line in lines)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "PIECE_BYTES", 64)
        pieces = list(cut("a.json", chunked(data, size), has_header=False))

    data = data.removeprefix(b"\xef\xbb\xbf")
    assert b"".join(piece.rows for piece in pieces) == data or not data.strip()
    for piece in pieces:
        assert data.split(b"\n")[piece.first_line - 1 :][:1] == piece.rows.split(b"\n")[:1]
