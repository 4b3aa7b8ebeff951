"""Credentials of channels: encrypted, in a document of their own, so that no read of a channel meets them.

    {"Sets": {"certificate": ["<ciphertext>", ...], "token": [...]}}

KMS encrypts 4,096 bytes at a time, and a certificate with its key is longer: a set is cut into pieces. Each
piece is bound to its application, channel, set and number.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from pinwheel.domain import keys
from pinwheel.domain.errors import NotFound
from pinwheel.ports.documents import Document, Documents
from pinwheel.ports.secrets import Secrets

PIECE = 4096
"""Bytes that KMS encrypts at most; a set is spelt in ASCII, so bytes are characters."""

SETS = "Sets"


def seal(
    sets: Mapping[str, Mapping[str, str]], *, application_id: str, channel_type: str, secrets: Secrets
) -> dict[str, list[str]]:
    """Encrypt sets of credentials."""
    sealed: dict[str, list[str]] = {}
    for name, members in sets.items():
        text = json.dumps(members)
        pieces = [text[start : start + PIECE] for start in range(0, len(text), PIECE)]
        sealed[name] = [
            secrets.encrypt(piece, owner=_owner(application_id, channel_type, name, number))
            for number, piece in enumerate(pieces)
        ]
    return sealed


def load_credentials(
    application_id: str, channel_type: str, *, documents: Documents, secrets: Secrets
) -> Mapping[str, str]:
    """Decrypt a channel's credentials, by the names of the members that brought them; for senders only.

    A channel that has several sets gives the members of all.

    Raises:
        NotFound: the channel has no credentials.
    """
    found = documents.get(keys.channel_credentials(application_id, channel_type))
    if found is None:
        raise NotFound(f"The {channel_type} channel of application '{application_id}' has no credentials.")
    members: dict[str, str] = {}
    for name, pieces in sorted(stored_sets(found).items()):
        text = "".join(
            secrets.decrypt(piece, owner=_owner(application_id, channel_type, name, number))
            for number, piece in enumerate(pieces)
        )
        members.update(json.loads(text))
    return members


def stored_sets(document: Document | None) -> Mapping[str, list[str]]:
    """Give the encrypted sets that a channel has, by name."""
    sets: Mapping[str, list[str]] = {} if document is None else document.body[SETS]
    return sets


def _owner(application_id: str, channel_type: str, name: str, number: int) -> str:
    return f"{application_id}/{channel_type}/{name}/{number}"
