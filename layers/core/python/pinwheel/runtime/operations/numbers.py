"""Operations on our own numbers, their keywords and opt-outs (extension API)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pinwheel.api.call import Call
from pinwheel.api.paging import decode_token, encode_token, listing, page_size
from pinwheel.domain.errors import Invalid, NotFound
from pinwheel.domain.numbers import spelled_number
from pinwheel.domain.phones import normalised_number
from pinwheel.runtime import bootstrap
from pinwheel.services import numbers, opt_outs


def list_numbers(call: Call) -> Any:
    """List the numbers that were set up."""
    after = decode_token(call.operation, "", call.first("Token"))
    found, after = numbers.list_numbers(limit=page_size(call), after=after, documents=bootstrap.documents())
    return listing("Item", found, encode_token(call.operation, "", after))


def get_number(call: Call) -> Any:
    """Tell how texts to a number are handled."""
    return numbers.shown(numbers.get_number(call.labels["Number"], documents=bootstrap.documents()))


def put_number(call: Call) -> Any:
    """Set how texts to a number are handled."""
    documents = bootstrap.documents()
    return numbers.shown(numbers.put_number(call.labels["Number"], call.body or {}, documents=documents))


def delete_number(call: Call) -> Any:
    """Forget how texts to a number are handled."""
    return numbers.shown(numbers.delete_number(call.labels["Number"], documents=bootstrap.documents()))


def list_keywords(call: Call) -> Any:
    """List a number's own keywords."""
    found = numbers.own_keywords(spelled_number(call.labels["Number"]), documents=bootstrap.documents())
    return listing("Item", [numbers.shown_keyword(each) for each in found.values()], None)


def get_keyword(call: Call) -> Any:
    """Tell how a number answers a word."""
    return numbers.get_keyword(call.labels["Number"], call.labels["Keyword"], documents=bootstrap.documents())


def put_keyword(call: Call) -> Any:
    """Set how a number answers a word."""
    return numbers.put_keyword(
        call.labels["Number"], call.labels["Keyword"], call.body or {}, documents=bootstrap.documents()
    )


def delete_keyword(call: Call) -> Any:
    """Remove a keyword of a number."""
    return numbers.delete_keyword(
        call.labels["Number"], call.labels["Keyword"], documents=bootstrap.documents()
    )


def list_opt_outs(call: Call) -> Any:
    """List the phones that opted out of a number."""
    number = spelled_number(call.labels["Number"])
    found, after = opt_outs.list_opt_outs(
        number,
        limit=page_size(call),
        after=decode_token(call.operation, number, call.first("Token")),
        documents=bootstrap.documents(),
    )
    return listing("Item", found, encode_token(call.operation, number, after))


def put_opt_out(call: Call) -> Any:
    """Opt a phone out of a number, for people who asked in another way."""
    number, phone = spelled_number(call.labels["Number"]), _phone(call)
    opt_outs.opt_out(number, phone, word="", documents=bootstrap.documents(), clock=bootstrap.clock())
    return {"Number": number, "Phone": phone}


def delete_opt_out(call: Call) -> Any:
    """Let a number write to a phone again, for people who asked for it."""
    number, phone = spelled_number(call.labels["Number"]), _phone(call)
    if not opt_outs.opt_in(number, phone, documents=bootstrap.documents()):
        raise NotFound(f"The phone did not opt out of {number}.")
    return {"Number": number, "Phone": phone}


def _phone(call: Call) -> str:
    phone = normalised_number(call.labels["Phone"])
    if phone is None:
        raise Invalid("A phone is written in E.164.", member="Phone")
    return phone


OPERATIONS: dict[str, Callable[[Call], Any]] = {
    "DeleteNumber": delete_number,
    "DeleteNumberKeyword": delete_keyword,
    "DeleteNumberOptOut": delete_opt_out,
    "GetNumber": get_number,
    "GetNumberKeyword": get_keyword,
    "ListNumberKeywords": list_keywords,
    "ListNumberOptOuts": list_opt_outs,
    "ListNumbers": list_numbers,
    "PutNumber": put_number,
    "PutNumberKeyword": put_keyword,
    "PutNumberOptOut": put_opt_out,
}
