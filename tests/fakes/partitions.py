"""Tables as partitions to be emptied, and endpoints to be erased; proven equal by tests/contract/test_partitions.py."""

from __future__ import annotations

from pinwheel.domain.endpoint_merge import Claim
from pinwheel.domain.endpoint_rules import family_of
from pinwheel.domain.endpoints import bucket_of
from pinwheel.ports.endpoints import Remains


class MemoryPartitions:
    """The port over dicts whose keys are (partition, sort key), such as `MemoryDocuments.stored`."""

    PAGE = 2

    def __init__(self, *stores):
        self._stores = stores

    def empty(self, partition, *, is_late):
        while found := self._keys(partition)[: self.PAGE]:
            self.remove(found)
            if self._keys(partition) and is_late():
                return False
        return True

    def remove(self, keys):
        for wanted in list(keys):
            for store in self._stores:
                for key in [key for key in store if _place(key) == tuple(wanted)]:
                    del store[key]

    def _keys(self, partition):
        places = {_place(key) for store in self._stores for key in store}
        return sorted(place for place in places if place[0] == partition)


class MemoryErasure:
    """The port over `MemoryEndpoints`."""

    PAGE = 2

    def __init__(self, endpoints):
        self._endpoints = endpoints

    def remains(self, application_id, bucket):
        keys = sorted(
            key for app, key in self._endpoints.stored if app == application_id and bucket_of(key) == bucket
        )
        return [_remains(key, self._endpoints.stored[application_id, key]) for key in keys[: self.PAGE]]

    def erase(self, application_id, remains):
        for each in remains:
            self._endpoints.users.pop((application_id, each.user_id), None)
        for each in remains:
            self._endpoints.stored.pop((application_id, each.key), None)

    def erase_marker(self, application_id):
        pass


def _place(key):
    return key if isinstance(key, tuple) else (key.partition, key.key)


def _remains(key, endpoint):
    has_address = endpoint.address and endpoint.channel_type
    claim = Claim(family_of(endpoint.channel_type), endpoint.address) if has_address else None
    return Remains(key, user_id=endpoint.user_id, claim=claim)
