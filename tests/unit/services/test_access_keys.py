"""Keys are issued, rotated and revoked; a running function notices within a minute."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pinwheel.domain.errors import Conflict, NotFound
from pinwheel.services.access_keys import (
    create_key,
    find_key,
    import_key,
    list_keys,
    revoke_key,
    rotate_key,
)
from pinwheel.services.key_ring import CAPACITY, KeyRing
from tests.fakes.documents import MemoryDocuments
from tests.fakes.pinpoint import PlainSecrets
from tests.fakes.system import CountingIds, FrozenClock


class World:
    """A store of keys and a function that uses them."""

    def __init__(self):
        self.documents, self.secrets = MemoryDocuments(), PlainSecrets()
        self.clock, self.ids = FrozenClock(), CountingIds()
        self.ring = KeyRing(documents=self.documents, secrets=self.secrets, clock=self.clock)

    def create(self, *rights, applications=None):
        return create_key(
            "a key",
            rights or ("write",),
            applications,
            documents=self.documents,
            secrets=self.secrets,
            clock=self.clock,
            ids=self.ids,
        )

    def rotate(self, key_id, **grace):
        return rotate_key(
            key_id, timedelta(**grace), documents=self.documents, secrets=self.secrets, clock=self.clock
        )

    def revoke(self, key_id):
        return revoke_key(key_id, documents=self.documents, clock=self.clock)

    def good(self, key_id):
        found = self.ring.find(key_id)
        return None if found is None else found.secrets


@pytest.fixture
def world():
    return World()


def test_a_new_key_works_at_once_even_if_it_was_asked_for_before(world):
    assert world.good("PW000000000000000001") is None
    issued = world.create("read", applications=["a"])
    assert issued.key.access_key_id == "PW000000000000000001"
    assert world.good(issued.key.access_key_id) == (issued.secret,)
    assert find_key(issued.key.access_key_id, documents=world.documents) == issued.key


def test_the_secret_is_not_stored_in_the_clear(world):
    world.secrets.encrypt = lambda secret, *, owner: "encrypted"
    issued = world.create()
    assert issued.secret not in repr(world.documents.stored)


def test_rotation_gives_a_new_secret_and_the_old_one_a_time_of_grace(world):
    issued = world.create()
    key_id = issued.key.access_key_id
    rotated = world.rotate(key_id, hours=1)
    assert world.good(key_id) == (rotated.secret, issued.secret)
    world.clock.advance(hours=1)
    assert world.good(key_id) == (rotated.secret,)


def test_rotation_without_grace_ends_the_old_secret(world):
    key_id = world.create().key.access_key_id
    rotated = world.rotate(key_id)
    assert world.good(key_id) == (rotated.secret,)


def test_a_second_rotation_ends_the_oldest_secret_at_once(world):
    first = world.create()
    second = world.rotate(first.key.access_key_id, hours=1)
    third = world.rotate(first.key.access_key_id, hours=1)
    assert world.good(first.key.access_key_id) == (third.secret, second.secret)


def test_a_revoked_key_is_refused_after_a_minute_at_most(world):
    key_id = world.create().key.access_key_id
    assert world.good(key_id)
    world.revoke(key_id)
    world.clock.advance(seconds=59)
    assert world.good(key_id)
    world.clock.advance(seconds=1)
    assert world.good(key_id) is None
    stored = find_key(key_id, documents=world.documents)
    assert stored is not None
    assert stored.secrets == ()


def test_revoking_twice_changes_nothing_and_a_revoked_key_cannot_be_rotated(world):
    key_id = world.create().key.access_key_id
    first = world.revoke(key_id)
    world.clock.advance(hours=1)
    assert world.revoke(key_id) == first
    with pytest.raises(Conflict, match="revoked"):
        world.rotate(key_id)


@pytest.mark.parametrize("verb", ["rotate", "revoke"])
def test_a_key_that_was_never_issued_is_not_found(world, verb):
    with pytest.raises(NotFound, match="PWNONE"):
        getattr(world, verb)("PWNONE")


def test_reading_a_key_again_does_not_decrypt_it_again(world):
    key_id = world.create().key.access_key_id
    for _ in range(5):
        world.good(key_id)
        world.clock.advance(minutes=2)
    assert world.secrets.opened == 1


def test_the_ring_does_not_grow_without_bound(world):
    key_id = world.create().key.access_key_id
    world.good(key_id)
    now = world.clock.real_now()
    known = world.ring._keys[key_id]
    world.ring._keys.update({f"K{number}": (now, known[1]) for number in range(CAPACITY)})
    world.good(world.create().key.access_key_id)
    assert len(world.ring._keys) == 1


def test_keys_are_listed_in_pages(world):
    issued = [world.create().key.access_key_id for _ in range(3)]
    page, after = list_keys(limit=2, after=None, documents=world.documents)
    rest, end = list_keys(limit=2, after=after, documents=world.documents)
    assert [key.access_key_id for key in (*page, *rest)] == issued
    assert end is None


def test_a_key_that_somebody_else_chose_can_be_imported_again_and_again(world):
    for secret in ("one", "two"):
        import_key(
            "local",
            secret,
            name="local",
            rights=("write", "admin"),
            documents=world.documents,
            secrets=world.secrets,
            clock=world.clock,
        )
    assert world.good("local") == ("two",)
    assert len(list_keys(limit=9, after=None, documents=world.documents)[0]) == 1
