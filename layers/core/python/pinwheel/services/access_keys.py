"""Issue, rotate, revoke and find access keys. A secret leaves once, in the answer that made it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.access_keys import AccessKey, Right, Secret
from pinwheel.domain.errors import Conflict, NotFound
from pinwheel.domain.times import iso, parse_iso
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import ABSENT, ANY, Documents, JsonObject, Put
from pinwheel.ports.ids import Ids
from pinwheel.ports.secrets import Secrets

PREFIX = "PW"
ID_LENGTH = 20


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A key with its secret in the clear, on its way to the one who asked for it."""

    key: AccessKey
    secret: str


def create_key(
    name: str,
    rights: Sequence[str],
    applications: Sequence[str] | None,
    *,
    documents: Documents,
    secrets: Secrets,
    clock: Clock,
    ids: Ids,
) -> IssuedKey:
    """Issue a key."""
    # The end of an ID is its random part; its beginning is the time.
    access_key_id = PREFIX + ids.new_id()[-(ID_LENGTH - len(PREFIX)) :].upper()
    secret = secrets.generate()
    ciphertext = secrets.encrypt(secret, owner=access_key_id)
    key = _key(access_key_id, name, rights, applications, ciphertext, clock.real_now())
    _store(key, ABSENT, documents)
    return IssuedKey(key, secret)


def import_key(
    access_key_id: str,
    secret: str,
    *,
    name: str,
    rights: Sequence[str],
    applications: Sequence[str] | None = None,
    documents: Documents,
    secrets: Secrets,
    clock: Clock,
) -> AccessKey:
    """Store a key whose ID and secret somebody else chose, over an old one of that ID: for local seeding."""
    ciphertext = secrets.encrypt(secret, owner=access_key_id)
    key = _key(access_key_id, name, rights, applications, ciphertext, clock.real_now())
    _store(key, ANY, documents)
    return key


def _key(
    access_key_id: str,
    name: str,
    rights: Sequence[str],
    applications: Sequence[str] | None,
    ciphertext: str,
    now: datetime,
) -> AccessKey:
    return AccessKey(
        access_key_id=access_key_id,
        name=name,
        rights=frozenset(Right(right) for right in rights),
        applications=None if applications is None else frozenset(applications),
        secrets=(Secret(ciphertext),),
        created=now,
    )


def _store(key: AccessKey, expect: int, documents: Documents) -> None:
    entry = Put(keys.access_key_entry(key.access_key_id), {"AccessKeyId": key.access_key_id}, expect)
    documents.write([Put(keys.access_key(key.access_key_id), to_document(key), expect), entry])


def find_key(access_key_id: str, *, documents: Documents) -> AccessKey | None:
    """Find a key, revoked ones too; None when it was never issued."""
    document = documents.get(keys.access_key(access_key_id))
    return None if document is None else from_document(document.body)


def list_keys(
    *, limit: int, after: str | None, documents: Documents
) -> tuple[Sequence[AccessKey], str | None]:
    """List keys, and the ID that the next page follows."""
    page = documents.list(keys.ACCESS_KEYS, limit=limit, after=after)
    wanted = [keys.access_key(entry.key.key) for entry in page.documents]
    found = documents.get_many(wanted)
    return [from_document(found[key].body) for key in wanted if key in found], page.after


def rotate_key(
    access_key_id: str, grace: timedelta, *, documents: Documents, secrets: Secrets, clock: Clock
) -> IssuedKey:
    """Give a key a new secret; the one before it stays good for the time of grace, older ones end at once.

    Raises:
        NotFound: there is no such key.
        Conflict: it is revoked, or somebody else changed it meanwhile.
    """
    key, revision = _required(access_key_id, documents)
    if key.revoked is not None:
        raise Conflict(f"Access key '{access_key_id}' is revoked.")
    now = clock.real_now()
    secret = secrets.generate()
    new = Secret(secrets.encrypt(secret, owner=access_key_id))
    old = replace(key.secrets[0], expires=now + grace)
    rotated = replace(key, secrets=(new, old) if grace else (new,), rotated=now)
    documents.write([Put(keys.access_key(access_key_id), to_document(rotated), revision)])
    return IssuedKey(rotated, secret)


def revoke_key(access_key_id: str, *, documents: Documents, clock: Clock) -> AccessKey:
    """End a key and forget its secrets; doing so again changes nothing.

    Raises:
        NotFound: there is no such key.
    """
    key, revision = _required(access_key_id, documents)
    if key.revoked is not None:
        return key
    revoked = replace(key, secrets=(), revoked=clock.real_now())
    documents.write([Put(keys.access_key(access_key_id), to_document(revoked), revision)])
    return revoked


def _required(access_key_id: str, documents: Documents) -> tuple[AccessKey, int]:
    document = documents.get(keys.access_key(access_key_id))
    if document is None:
        raise NotFound(f"Access key '{access_key_id}' does not exist.")
    return from_document(document.body), document.revision


def to_document(key: AccessKey) -> JsonObject:
    """Spell a key as it is stored."""
    return {
        "AccessKeyId": key.access_key_id,
        "Name": key.name,
        "Rights": sorted(key.rights),
        "Applications": None if key.applications is None else sorted(key.applications),
        "Secrets": [{"Ciphertext": s.ciphertext, "Expires": _text(s.expires)} for s in key.secrets],
        "Created": _text(key.created),
        "Rotated": _text(key.rotated),
        "Revoked": _text(key.revoked),
    }


def from_document(body: JsonObject) -> AccessKey:
    """Read a stored key."""
    applications: Any = body["Applications"]
    return AccessKey(
        access_key_id=body["AccessKeyId"],
        name=body["Name"],
        rights=frozenset(Right(right) for right in body["Rights"]),
        applications=None if applications is None else frozenset(applications),
        secrets=tuple(Secret(s["Ciphertext"], _instant(s["Expires"])) for s in body["Secrets"]),
        created=parse_iso(body["Created"]),
        rotated=_instant(body["Rotated"]),
        revoked=_instant(body["Revoked"]),
    )


def _text(instant: datetime | None) -> str | None:
    return None if instant is None else iso(instant)


def _instant(text: str | None) -> datetime | None:
    return None if text is None else parse_iso(text)
