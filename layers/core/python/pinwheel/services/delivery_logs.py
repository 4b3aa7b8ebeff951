"""Lines of SNS's delivery log about texts, joined with what is remembered of each (spec 07, section 3.1)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pinwheel.domain.errors import Invalid
from pinwheel.domain.ses_feedback import Feedback
from pinwheel.domain.sms_feedback import is_delivery_log, log_key, read_delivery_log
from pinwheel.ports.documents import Documents
from pinwheel.services.sent_texts import sent_texts


def read_delivery_logs(lines: Sequence[str], *, documents: Documents, account_id: str) -> list[Feedback]:
    """Read the lines; those about texts that are not ours, or that nobody can read, are passed over.

    A log group can also hold lines about pushes, and texts that others of the account sent.
    """
    entries = list(_entries(lines))
    remembered = sent_texts([log_key(entry) for entry in entries], documents=documents)
    found: list[Feedback] = []
    for entry in entries:
        known = remembered.get(log_key(entry))
        report = None if known is None else _read(entry, known, account_id)
        found += [report] if report else []
    return found


def _entries(lines: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    for line in lines:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict) and is_delivery_log(entry):
            yield entry


def _read(entry: Mapping[str, Any], known: Mapping[str, Any], account_id: str) -> Feedback | None:
    try:
        return read_delivery_log(entry, known, account_id=account_id)
    except Invalid:
        return None
