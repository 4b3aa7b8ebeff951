"""How a text travels: as GSM-7 where its alphabet suffices, else as UCS-2, in as many parts as it takes.

one part    160 characters of GSM-7    70 of UCS-2
several     153 each                   67 each
at most     1,600                      630                (spec 07, section 3)
"""

from __future__ import annotations

from dataclasses import dataclass

MOST_GSM = 1_600
MOST_UCS2 = 630
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
"""Written as two characters."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """`GSM` or `Unicode`, as carriers name it; units that a text has, and how many there may be."""

    name: str
    units: int
    parts: int
    most: int


def encoding_of(text: str) -> Encoding:
    """Tell how a text travels."""
    characters = set(text)
    if characters <= _BASIC | _EXTENDED:
        units = len(text) + sum(text.count(each) for each in _EXTENDED & characters)
        return Encoding("GSM", units, _parts(units, single=160, each=153), MOST_GSM)
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    return Encoding("Unicode", units, _parts(units, single=70, each=67), MOST_UCS2)


def _parts(units: int, *, single: int, each: int) -> int:
    return 1 if units <= single else -(-units // each)
