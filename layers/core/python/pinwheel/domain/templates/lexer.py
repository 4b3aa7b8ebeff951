r"""Cut a template into text and tags, and strip the whitespace that Handlebars strips.

Whitespace goes away next to `~`, and around a tag that writes nothing itself (block, else, comment, partial)
when it stands alone on its line. `\{{` is the text `{{`; `\\{{` is a backslash and a tag.

Bounds: 600,000 characters (spec 04, section 7), 10,000 tags.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pinwheel.domain.templates.errors import TemplateInvalid

LONGEST_TEMPLATE = 600_000
MOST_TAGS = 10_000


@dataclass(slots=True)
class Piece:
    """Text (`kind` empty), or a tag: `kind` is its sigil and `text` what is inside.

    Kinds: `out`, `raw`, `#`, `#*`, `^`, `/`, `>`, `else`, `!`.
    """

    kind: str
    text: str
    line: int
    original: str = ""
    strip_before: bool = False
    strip_after: bool = False


_OPEN = re.compile(r"\\*\{\{")
_SIGIL = re.compile(r"\s*(#\s*\*|#\s*>|[#^/>&!]|else(?=[\s~}]|$))?\s*")
_LINE_REST = re.compile(r"[ \t]*(?:\r?\n|\Z)")
_LINE_REST_INSIDE = re.compile(r"[ \t]*\r?\n")
_STANDALONE = frozenset({"#", "#*", "^", "/", ">", "else", "!"})


def cut(source: str) -> list[Piece]:
    """Cut a template into pieces with their whitespace settled.

    Raises:
        TemplateInvalid: a tag does not end, or the template is too big.
    """
    if len(source) > LONGEST_TEMPLATE:
        raise TemplateInvalid(
            f"A template may have {LONGEST_TEMPLATE:,} characters, this has {len(source):,}."
        )
    pieces = _Scanner(source).pieces()
    _strip_standalone(pieces)
    _strip_marked(pieces)
    return pieces


class _Scanner:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.line = 1
        self.tags = 0
        self.found: list[Piece] = []

    def pieces(self) -> list[Piece]:
        text: list[str] = []
        while True:
            match = _OPEN.search(self.source, self.at)
            if match is None:
                text.append(self.source[self.at :])
                self._add_text("".join(text))
                return self.found
            start = match.end() - 2
            slashes = start - match.start()
            if slashes == 1:
                text.append(self.source[self.at : start - 1] + "{{")
                self.at = match.end()
                continue
            text.append(self.source[self.at : start - (1 if slashes else 0)])
            self._add_text("".join(text))
            text = []
            self._add_tag(start)

    def _add_text(self, text: str) -> None:
        if text:
            self.found.append(Piece("", text, self.line, original=text))
        self.line += text.count("\n")

    def _add_tag(self, start: int) -> None:
        self.tags += 1
        if self.tags > MOST_TAGS:
            raise TemplateInvalid(f"A template may have {MOST_TAGS:,} tags.", line=self.line)
        source = self.source
        if source.startswith("{{{{", start):
            raise TemplateInvalid("Raw blocks ({{{{...}}}}) are not part of the language.", line=self.line)
        inside = start + 2
        before = source.startswith("~", inside)
        inside += before
        if source.startswith("!", inside):
            piece, self.at = self._comment(inside)
        elif source.startswith("{", inside):
            piece, self.at = self._until(inside + 1, "}", "raw")
        else:
            piece, self.at = self._until(inside, "", "out")
            self._read_sigil(piece)
        piece.strip_before = before
        self.found.append(piece)
        self.line += source.count("\n", start, self.at)

    def _comment(self, inside: int) -> tuple[Piece, int]:
        if self.source.startswith("!--", inside):
            end = re.compile(r"--(~?)\}\}").search(self.source, inside + 3)
        else:
            end = re.compile(r"(~?)\}\}").search(self.source, inside)
        if end is None:
            raise TemplateInvalid("A comment does not end.", line=self.line)
        return Piece("!", "", self.line, strip_after=bool(end.group(1))), end.end()

    def _until(self, inside: int, closing: str, kind: str) -> tuple[Piece, int]:
        """Find the end of a tag, passing over quoted strings and `[...]` segments."""
        source, at = self.source, inside
        while at < len(source):
            character = source[at]
            if character in "\"'[":
                at = self._after_quoted(at, "]" if character == "[" else character)
            elif character in "}~":
                end = re.compile(rf"{closing}(~?)\}}\}}").match(source, at)
                if end is None:
                    raise TemplateInvalid(f"'{character}' does not belong here.", line=self.line)
                piece = Piece(kind, source[inside:at], self.line, strip_after=bool(end.group(1)))
                return piece, end.end()
            elif character == "{":
                break
            else:
                at += 1
        raise TemplateInvalid("A tag does not end: '}}' is missing.", line=self.line)

    def _after_quoted(self, at: int, quote: str) -> int:
        source = self.source
        end = source.find(quote, at + 1)
        while end > 0 and source[end - 1] == "\\" and quote != "]":
            end = source.find(quote, end + 1)
        if end < 0:
            raise TemplateInvalid(f"A {quote} is missing.", line=self.line)
        return end + 1

    def _read_sigil(self, piece: Piece) -> None:
        match = _SIGIL.match(piece.text)
        sigil = "".join((match.group(1) or "").split()) if match else ""
        if match is None or not sigil:
            return
        if sigil == "#>":
            raise TemplateInvalid("Partial blocks ({{#> }}) are not part of the language.", line=self.line)
        rest = piece.text[match.end() :]
        if sigil == "^" and not rest.strip():
            sigil = "else"
        piece.kind = "raw" if sigil == "&" else sigil
        piece.text = rest


def _strip_standalone(pieces: list[Piece]) -> None:
    """Take lines away that hold nothing but a tag without output, as handlebars.js does."""
    last = len(pieces) - 1
    for index, piece in enumerate(pieces):
        if piece.kind not in _STANDALONE:
            continue
        before = pieces[index - 1] if index else None
        after = pieces[index + 1] if index < last else None
        rest = _LINE_REST if index == last - 1 else _LINE_REST_INSIDE
        alone_before = before is None or _ends_on_new_line(before, first=index == 1)
        alone_after = after is None or (not after.kind and rest.match(after.original))
        if not (alone_before and alone_after):
            continue
        if before is not None:
            before.text = before.text.rstrip(" \t")
        if after is not None:
            # The next tag may have taken blanks off the end already, so the line is measured on the original.
            match = rest.match(after.original)
            taken = match.end() if match else 0
            cut_off = len(after.original) - len(after.text)
            after.text = after.original[taken : max(taken, len(after.original) - cut_off)]


def _ends_on_new_line(piece: Piece, *, first: bool) -> bool:
    """Tell whether nothing but blanks stands between the piece's last line break and its end."""
    rest = piece.original.rstrip(" \t")
    return not piece.kind and (rest.endswith("\n") or (first and not rest))


def _strip_marked(pieces: list[Piece]) -> None:
    for index, piece in enumerate(pieces):
        if piece.strip_before and index and not pieces[index - 1].kind:
            pieces[index - 1].text = pieces[index - 1].text.rstrip()
        if piece.strip_after and index + 1 < len(pieces) and not pieces[index + 1].kind:
            pieces[index + 1].text = pieces[index + 1].text.lstrip()
