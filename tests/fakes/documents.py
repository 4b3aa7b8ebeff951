"""Documents in memory, proven equal to the DynamoDB adapter by tests/contract/test_documents.py."""

from __future__ import annotations

import copy

from pinwheel.domain.errors import Conflict
from pinwheel.domain.keys import DocumentKey
from pinwheel.ports.documents import ANY, Check, Delete, Document, DocumentPage, Put


class MemoryDocuments:
    """The port in a dict; `stored` is what is in it."""

    def __init__(self):
        self.stored: dict[DocumentKey, Document] = {}

    def get(self, key):
        found = self.stored.get(key)
        return None if found is None else copy.deepcopy(found)

    def get_many(self, keys):
        return {key: self.get(key) for key in keys if key in self.stored}

    def list(self, partition, *, prefix="", limit=100, after=None, newest_first=False):
        keys = sorted(
            (k for k in self.stored if k.partition == partition and k.key.startswith(prefix)),
            key=lambda k: k.key,
            reverse=newest_first,
        )
        if after is not None:
            keys = [k for k in keys if (k.key < after if newest_first else k.key > after)]
        page = [self.get(k) for k in keys[:limit]]
        more = len(keys) > limit
        return DocumentPage(page, after=page[-1].key.key if more else None)

    def write(self, changes):
        for change in changes:
            found = self.stored.get(change.key)
            revision = 0 if found is None else found.revision
            if change.expect not in (ANY, revision):
                raise Conflict("The resource was changed by another request.")
        for change in changes:
            found = self.stored.get(change.key)
            match change:
                case Put():
                    revision = 1 if found is None else found.revision + 1
                    self.stored[change.key] = Document(
                        key=change.key, body=copy.deepcopy(dict(change.body)), revision=revision
                    )
                case Delete():
                    self.stored.pop(change.key, None)
                case Check():
                    pass
