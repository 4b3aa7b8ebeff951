"""Words that opt out, opt in or ask for help, and those of a number's own."""

from __future__ import annotations

import pytest

from pinwheel.domain.errors import Invalid
from pinwheel.domain.keyword_languages import LANGUAGES
from pinwheel.domain.keywords import Action, Keyword, check_keyword, fold, match
from pinwheel.domain.sms_parts import encoding_of

REQUIRED = ["STOP", "ARRET", "CANCEL", "END", "OPT-OUT", "OPTOUT", "QUIT", "REMOVE", "TD", "UNSUBSCRIBE"]


@pytest.mark.parametrize(
    "message",
    [
        *REQUIRED,
        *(word for language in LANGUAGES for word in language.stop),
        "stop",
        " Stop! ",
        "S.T.O.P.",
        "stop by later",
        "Stopp, bitte",
        "arrêt",
        "opt out",
        "İptal",
    ],
)
def test_words_of_many_languages_opt_out(message):
    found = match(message, {})

    assert found is not None
    assert found.action is Action.OPT_OUT
    assert found.answer


@pytest.mark.parametrize(
    "message", ["", "   ", "!", "please stop", "stopwatch", "hello", "Haltestelle", "👍"]
)
def test_other_texts_are_no_keyword(message):
    assert match(message, {}) is None


def test_to_opt_in_takes_the_word_alone():
    found = match("Start!", {})

    assert found is not None
    assert found.action is Action.OPT_IN
    assert match("start leaving me alone", {}) is None


@pytest.mark.parametrize(
    ("word", "language"), [("STOPP", "de"), ("ALTO", "es"), ("AIUTO", "it"), ("AIDE", "fr")]
)
def test_the_answer_is_in_the_language_of_the_word(word, language):
    found = match(word, {})
    (texts,) = [each for each in LANGUAGES if each.code == language]

    assert found is not None
    assert found.answer in (texts.stopped, texts.helped)


def answered(message, own):
    found = match(message, own)
    assert found is not None
    return found.answer


def test_a_numbers_own_word_wins_and_the_longest_first():
    own = {
        "stop": Keyword("STOP", "Bye", Action.OPT_OUT, "STOP"),
        "open": Keyword("open", "At nine"),
        "opensunday": Keyword("open sunday", "Never"),
    }

    assert answered("Open Sunday?", own) == "Never"
    assert answered("open today?", own) == "At nine"
    assert answered("Unsubscribe", own) == "Bye"
    assert answered("STOPP", own) != "Bye"


@pytest.mark.parametrize(
    ("word", "answer"), [("", "a"), ("x" * 31, "a"), ("!?", "a"), ("hi", "a" * 1601), ("help", " ")]
)
def test_a_keyword_has_its_limits(word, answer):
    with pytest.raises(Invalid):
        check_keyword(word, answer)


def test_a_word_is_folded_to_letters_and_digits():
    assert fold(" Arrêt-2! ") == "arret2"


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)
def test_answers_are_short(language):
    texts = [language.stopped, language.started, language.helped]

    assert all(encoding_of(text).parts <= 2 for text in texts)
