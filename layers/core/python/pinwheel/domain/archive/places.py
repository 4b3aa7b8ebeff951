"""Where archived events lie in the product's bucket; the only place that spells these names.

archive/events/app=<app>/day=<YYYY-MM-DD>/<file>.parquet   events by the day on which they happened
archive/forgotten/app=<app>/<name>.json                    endpoints whose events nobody may see any more
archive/members/query=<id>/<segment>.json                  members of segments that a question is about
archive/replaced/<app>/<file>.json                         files that a bigger one has taken the place of
archive/results/                                           answers of the query engine, for a day
"""

from __future__ import annotations

from collections.abc import Sequence

EVENTS, FORGOTTEN, MEMBERS = "archive/events/", "archive/forgotten/", "archive/members/"
REPLACED, RESULTS = "archive/replaced/", "archive/results/"
ARCHIVE = "archive/"
FULL = "full-"
"""Begins the name of a file that is big enough to be left alone."""


def events_prefix(application_id: str) -> str:
    """Name where all events of an application lie."""
    return f"{EVENTS}app={application_id}/"


def events_file(application_id: str, day: str, name: str) -> str:
    """Name a file of events of one day."""
    return f"{events_prefix(application_id)}day={day}/{name}.parquet"


def day_of(file: str) -> str:
    """Read the day from the name of a file of events."""
    return file.split("/day=", 1)[1].split("/", 1)[0]


def is_full(file: str) -> bool:
    """Tell whether a file is big enough to be left alone."""
    return file.rpartition("/")[2].startswith(FULL)


def forgotten_prefix(application_id: str) -> str:
    """Name where the forgotten endpoints of an application are listed."""
    return f"{FORGOTTEN}app={application_id}/"


def forgotten_file(application_id: str, name: str) -> str:
    """Name one list of forgotten endpoints."""
    return f"{forgotten_prefix(application_id)}{name}.json"


def members_file(query_id: str, segment_id: str) -> str:
    """Name the members of a segment, as a question finds them."""
    return f"{MEMBERS}query={query_id}/{segment_id}.json"


def replaced_prefix(application_id: str) -> str:
    """Name where notes of replaced files lie."""
    return f"{REPLACED}{application_id}/"


def replaced_note(application_id: str, name: str) -> str:
    """Name the note of the files that one file has taken the place of."""
    return f"{replaced_prefix(application_id)}{name}.json"


def prefixes_of(application_id: str) -> Sequence[str]:
    """Name all that the archive holds of an application."""
    return (
        events_prefix(application_id),
        forgotten_prefix(application_id),
        replaced_prefix(application_id),
    )
