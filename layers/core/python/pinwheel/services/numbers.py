"""Our own numbers: how texts to each are handled, their keywords, and whom they write for (spec 07, 3.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from pinwheel.domain import keys
from pinwheel.domain.errors import Invalid, LimitExceeded, NotFound
from pinwheel.domain.keywords import MOST_KEYWORDS, Action, Keyword, check_keyword, fold, standard_words
from pinwheel.domain.numbers import Number, read_number, spelled_number
from pinwheel.domain.sms import SMS
from pinwheel.ports.documents import Delete, Documents, Put
from pinwheel.services.applications import require_application


def get_number(text: str, *, documents: Documents) -> Number:
    """Tell how texts to a number are handled; one that nobody set up has the defaults.

    Raises:
        Invalid: it is no number.
    """
    number = spelled_number(text)
    found = documents.get(keys.number(number))
    return Number(number=number) if found is None else read_number(number, found.body)


def put_number(text: str, document: Mapping[str, Any], *, documents: Documents) -> Number:
    """Set how texts to a number are handled; what is not named has its default.

    Raises:
        Invalid: it is no number, or a member is wrong.
        NotFound: it names an application that does not exist.
    """
    number = read_number(spelled_number(text), document)
    for application_id in number.application_ids:
        require_application(application_id, documents=documents)
    documents.write([Put(keys.number(number.number), shown(number))])
    return number


def delete_number(text: str, *, documents: Documents) -> Number:
    """Forget how texts to a number are handled, and its keywords; opt-outs stay.

    Raises:
        NotFound: nobody set it up.
    """
    number = spelled_number(text)
    found = documents.get(keys.number(number))
    words = own_keywords(number, documents=documents)
    if found is None and not words:
        raise NotFound(f"Number {number} is not set up.")
    documents.write([Delete(keys.number(number)), *(Delete(keys.keyword(number, word)) for word in words)])
    return Number(number=number) if found is None else read_number(number, found.body)


def list_numbers(
    *, limit: int, after: str | None, documents: Documents
) -> tuple[list[dict[str, Any]], str | None]:
    """List the numbers that were set up, and where the list goes on."""
    page = documents.list(keys.NUMBERS, limit=limit, after=after)
    return [shown(read_number(each.key.key, each.body)) for each in page.documents], page.after


def shown(number: Number) -> dict[str, Any]:
    """Write a number as the extension API does."""
    return dict(msgspec.to_builtins(number))


def own_keywords(number: str, *, documents: Documents) -> dict[str, Keyword]:
    """Read a number's own keywords, by folded word."""
    page = documents.list(keys.number_partition(number), prefix=keys.KEYWORD_PREFIX, limit=MOST_KEYWORDS)
    return {
        document.key.key.removeprefix(keys.KEYWORD_PREFIX): _keyword(document.body)
        for document in page.documents
    }


def put_keyword(text: str, word: str, document: Mapping[str, Any], *, documents: Documents) -> dict[str, Any]:
    """Set a keyword of a number.

    Raises:
        Invalid: the number, the word, its answer or its action is none.
        LimitExceeded: the number has 30 keywords already.
    """
    number = spelled_number(text)
    answer, action = document.get("KeywordMessage") or "", document.get("KeywordAction")
    if not isinstance(answer, str) or (action is not None and action not in set(Action)):
        raise Invalid(f"KeywordAction must be one of {', '.join(Action)}.", member="KeywordAction")
    check_keyword(word, answer)
    standard = standard_words().get(fold(word))
    chosen = Action(action) if action else standard.action if standard else Action.AUTOMATIC_RESPONSE
    if standard is not None and standard.action is Action.OPT_OUT and chosen is not Action.OPT_OUT:
        raise Invalid(f"{word} must opt out; carriers require it.", member="KeywordAction")
    folded = fold(word)
    stored = own_keywords(number, documents=documents)
    if folded not in stored and len(stored) >= MOST_KEYWORDS:
        raise LimitExceeded(f"A number has at most {MOST_KEYWORDS} keywords.")
    keyword = Keyword(word, answer, chosen)
    documents.write([Put(keys.keyword(number, folded), shown_keyword(keyword))])
    return {"Number": number, **shown_keyword(keyword)}


def get_keyword(text: str, word: str, *, documents: Documents) -> dict[str, Any]:
    """Tell how a number answers a word: its own keyword, else the standard one.

    Raises:
        NotFound: the word is no keyword.
    """
    number = spelled_number(text)
    found = own_keywords(number, documents=documents).get(fold(word)) or standard_words().get(fold(word))
    if found is None:
        raise NotFound(f"{word} is no keyword of {number}.")
    return {"Number": number, **shown_keyword(found)}


def delete_keyword(text: str, word: str, *, documents: Documents) -> dict[str, Any]:
    """Remove a keyword of a number; a standard word has its own answer again.

    Raises:
        NotFound: the number has no such keyword of its own.
    """
    number = spelled_number(text)
    found = own_keywords(number, documents=documents).get(fold(word))
    if found is None:
        raise NotFound(f"{word} is no keyword of {number}.")
    documents.write([Delete(keys.keyword(number, fold(word)))])
    return {"Number": number, **shown_keyword(found)}


def shown_keyword(keyword: Keyword) -> dict[str, Any]:
    """Write a keyword as the extension API does, with the member names of End User Messaging."""
    return {"Keyword": keyword.word, "KeywordMessage": keyword.answer, "KeywordAction": keyword.action.value}


def _keyword(body: Mapping[str, Any]) -> Keyword:
    word = str(body["Keyword"])
    standard = standard_words().get(fold(word))
    return Keyword(
        word,
        str(body["KeywordMessage"]),
        Action(body["KeywordAction"]),
        None if standard is None else standard.standard,
    )


def owners(number: Number, *, documents: Documents) -> tuple[list[str], bool]:
    """List the applications that a number writes for, and tell whether they own it by name.

    Those that the number names; else those whose SMS channel has it as short code; else all with an SMS
    channel, because a number that nobody claimed may have written for any of them.
    """
    if number.application_ids:
        return list(number.application_ids), True
    channels = dict(_sms_channels(documents))
    named = [
        application_id
        for application_id, channel in channels.items()
        if channel.get("ShortCode") and _spelt(str(channel["ShortCode"])) == number.number
    ]
    return (named, True) if named else (list(channels), False)


def _spelt(short_code: str) -> str | None:
    try:
        return spelled_number(short_code)
    except Invalid:
        return None


def _sms_channels(documents: Documents) -> Iterator[tuple[str, Mapping[str, Any]]]:
    after = None
    while True:
        page = documents.list(keys.APPLICATIONS, after=after)
        yield from _channels_of([document.key.key for document in page.documents], documents)
        if page.after is None:
            return
        after = page.after


def _channels_of(
    application_ids: Sequence[str], documents: Documents
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    by_key = {keys.channel(application_id, SMS): application_id for application_id in application_ids}
    for key, document in documents.get_many(list(by_key)).items():
        yield by_key[key], document.body
