"""What people text to a number: words that opt out, opt in or ask for help in many languages, and answers.

A word counts when the message begins with it, whatever its case, accents, blanks and punctuation: `Stop,
bitte!` opts out, `don't stop` does not (spec 07, section 3.2). To opt in again takes more than a beginning:
the message must be that word and nothing else, so that nobody is written to against their will. Of several
words that fit the longest wins, and a number's own word wins over a standard one.
"""

from __future__ import annotations

import enum
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pinwheel.domain.errors import Invalid
from pinwheel.domain.keyword_languages import LANGUAGES

LONGEST_KEYWORD = 30
LONGEST_ANSWER = 1_600
MOST_KEYWORDS = 30
STOP, START, HELP = "STOP", "START", "HELP"


class Action(enum.StrEnum):
    """What a keyword does besides being answered."""

    AUTOMATIC_RESPONSE = "AUTOMATIC_RESPONSE"
    OPT_OUT = "OPT_OUT"
    OPT_IN = "OPT_IN"


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word, its answer (empty: none) and what it does."""

    word: str
    answer: str
    action: Action = Action.AUTOMATIC_RESPONSE
    standard: str | None = None
    """STOP, START or HELP, for a standard word in any language."""

    @property
    def whole_message(self) -> bool:
        """Tell whether a message must be this word and nothing else."""
        return self.standard is not None and self.action is Action.OPT_IN


def fold(text: str) -> str:
    """Spell a word as it is compared: letters and digits only, without case and accents."""
    return "".join(tokens(text))


def tokens(text: str) -> list[str]:
    """Take a text apart into folded words."""
    plain = "".join(
        each for each in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(each)
    )
    return "".join(each if each.isalnum() else " " for each in plain.replace("'", "")).split()


def check_keyword(word: str, answer: str) -> None:
    """Check a keyword that a customer sets.

    Raises:
        Invalid: it is empty, too long, or holds no letter or digit; HELP has no answer.
    """
    if not fold(word) or len(word) > LONGEST_KEYWORD:
        raise Invalid(
            f"A keyword has 1 to {LONGEST_KEYWORD} characters, at least one letter or digit.",
            member="Keyword",
        )
    if len(answer) > LONGEST_ANSWER:
        raise Invalid(f"An answer has at most {LONGEST_ANSWER:,} characters.", member="Answer")
    if fold(word) == fold(HELP) and not answer.strip():
        raise Invalid("HELP must have an answer.", member="Answer")


def match(message: str, own: Mapping[str, Keyword]) -> Keyword | None:
    """Find the keyword that a message begins with; `own` are the number's, by folded word.

    A number's own STOP, START and HELP answer for the other English standard words too.
    """
    words = tokens(message)
    whole = "".join(words)
    for end in range(len(words), 0, -1):
        begun = "".join(words[:end])
        found = own.get(begun)
        if found is not None:
            return found
        standard = standard_words().get(begun)
        if standard is not None and (begun == whole or not standard.whole_message):
            return _with_own_answer(standard, own)
    return None


def _with_own_answer(standard: Keyword, own: Mapping[str, Keyword]) -> Keyword:
    if standard.standard is None or not _is_english(standard.word):
        return standard
    mine = own.get(fold(standard.standard))
    if mine is None or mine.action is not standard.action:
        return standard
    return Keyword(standard.word, mine.answer, standard.action, standard.standard)


def _is_english(word: str) -> bool:
    english = LANGUAGES[0]
    return fold(word) in {fold(each) for each in (*english.stop, *english.start, *english.help)}


@cache
def standard_words() -> Mapping[str, Keyword]:
    """Give the standard words by folded word; where languages share one, the first language answers."""
    found: dict[str, Keyword] = {}
    for language in LANGUAGES:
        for words, answer, action, name in (
            (language.stop, language.stopped, Action.OPT_OUT, STOP),
            (language.start, language.started, Action.OPT_IN, START),
            (language.help, language.helped, Action.AUTOMATIC_RESPONSE, HELP),
        ):
            for word in words:
                found.setdefault(fold(word), Keyword(word, answer, action, name))
    return found
