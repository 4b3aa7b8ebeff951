"""Channels as use cases: versions, deletion, listing, and credentials that never come back."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pinwheel.domain import keys
from pinwheel.domain.arns import Place
from pinwheel.domain.channels.kinds import KINDS
from pinwheel.domain.errors import Conflict, Invalid, NotFound, Unavailable
from pinwheel.ports.documents import Delete
from pinwheel.services import applications, channels
from pinwheel.services.channel_credentials import load_credentials
from tests.fakes.channels import CERTIFICATE, EMAIL, REQUESTS, SERVICE_JSON, TOKEN, HidingSecrets
from tests.fakes.documents import MemoryDocuments
from tests.fakes.system import CountingIds, FrozenClock

PLACE = Place("eu-central-1", "123456789012")
ALL_KINDS = pytest.mark.parametrize("channel_type", KINDS)


class AtomicDocuments(MemoryDocuments):
    """Documents whose writes are all or nothing also for threads; `before_write` are run once each, first."""

    def __init__(self):
        super().__init__()
        self.lock = threading.Lock()
        self.before_write = []

    def get(self, key):
        with self.lock:
            return super().get(key)

    def get_many(self, keys):
        return {key: found for key in keys if (found := self.get(key)) is not None}

    def write(self, changes):
        if self.before_write:
            self.before_write.pop(0)()
        with self.lock:
            super().write(changes)


class Desk:
    """One application and what its channels are kept in."""

    def __init__(self):
        self.documents, self.secrets, self.clock = AtomicDocuments(), HidingSecrets(), FrozenClock()
        made = applications.create_application(
            "shop", {}, documents=self.documents, clock=self.clock, ids=CountingIds(), place=PLACE
        )
        self.app = made["Id"]

    def update(self, channel_type, **request):
        return channels.update_channel(
            self.app,
            channel_type,
            request,
            caller="key",
            documents=self.documents,
            secrets=self.secrets,
            clock=self.clock,
        )

    def set_up(self, channel_type, **more):
        return self.update(channel_type, **REQUESTS[channel_type], **more)

    def get(self, channel_type):
        return channels.get_channel(self.app, channel_type, documents=self.documents)

    def list(self):
        return channels.list_channels(self.app, documents=self.documents)

    def delete(self, channel_type):
        return channels.delete_channel(self.app, channel_type, documents=self.documents)

    def credentials(self, channel_type):
        return load_credentials(self.app, channel_type, documents=self.documents, secrets=self.secrets)


@pytest.fixture
def desk():
    return Desk()


@ALL_KINDS
def test_a_new_channel_is_on_has_version_one_and_is_read_as_it_was_answered(desk, channel_type):
    answered = desk.set_up(channel_type)

    assert (answered["Enabled"], answered["Version"]) == (True, 1)
    assert desk.get(channel_type) == answered


@ALL_KINDS
def test_an_update_grows_the_version_keeps_the_date_of_creation_and_the_switch(desk, channel_type):
    first = desk.set_up(channel_type, Enabled=False)
    desk.clock.advance(hours=1)

    second = desk.set_up(channel_type)

    assert (second["Version"], second["Enabled"]) == (2, False)
    assert second["CreationDate"] == first["CreationDate"] < second["LastModifiedDate"]


@ALL_KINDS
def test_a_channel_that_was_never_set_up_is_not_found(desk, channel_type):
    with pytest.raises(NotFound, match=f"The {channel_type} channel"):
        desk.get(channel_type)
    with pytest.raises(NotFound):
        desk.delete(channel_type)


@ALL_KINDS
def test_a_deleted_channel_is_answered_off_and_is_gone_with_its_credentials(desk, channel_type):
    last = desk.set_up(channel_type)

    assert desk.delete(channel_type) == {**last, "Enabled": False}

    assert desk.list() == {}
    assert desk.documents.get(keys.channel_credentials(desk.app, channel_type)) is None
    with pytest.raises(NotFound):
        desk.get(channel_type)


def test_a_channel_that_was_deleted_is_set_up_anew(desk):
    desk.set_up("APNS")
    desk.delete("APNS")

    with pytest.raises(Invalid, match=r"^Missing credentials$"):
        desk.update("APNS", Enabled=True)
    assert desk.set_up("APNS")["Version"] == 1


def test_an_unknown_application_is_not_found_before_the_request_is_checked(desk):
    desk.app = "unknown"

    for attempt in (
        desk.list,
        lambda: desk.get("SMS"),
        lambda: desk.update("APNS"),
        lambda: desk.delete("SMS"),
    ):
        with pytest.raises(NotFound, match="Application not found"):
            attempt()


def test_a_list_has_every_channel_without_its_platform(desk):
    for channel_type in KINDS:
        desk.set_up(channel_type)

    listed = desk.list()

    assert listed.keys() == KINDS.keys()
    for channel_type, channel in listed.items():
        read = desk.get(channel_type)
        assert channel == {name: read[name] for name in channel}
        assert not {"Platform", "Credential", "FromAddress", "SenderId", "HasTokenKey"} & channel.keys()
        assert {"ApplicationId", "Enabled", "Id", "Version"} <= channel.keys()


@ALL_KINDS
def test_credentials_load_as_they_were_given(desk, channel_type):
    desk.set_up(channel_type)
    kind = KINDS[channel_type]

    if kind.credentials:
        given = {name: value for name, value in REQUESTS[channel_type].items() if name in kind.secret_members}
        assert desk.credentials(channel_type) == given
    else:
        with pytest.raises(NotFound, match="no credentials"):
            desk.credentials(channel_type)


def test_long_credentials_with_any_letters_survive_being_cut(desk):
    long = {"Certificate": "zertifikat-äöü-🔑" * 1000, "PrivateKey": "k" * 9000}

    desk.update("APNS", **long)

    assert desk.credentials("APNS") == long


def test_an_update_without_credentials_keeps_what_is_stored(desk):
    desk.set_up("APNS")
    desk.set_up("GCM")

    assert desk.update("APNS", Enabled=False)["Enabled"] is False
    assert desk.update("GCM", Enabled=False, ServiceJson="")["HasFcmServiceCredentials"] is True

    assert desk.credentials("APNS") == CERTIFICATE
    assert desk.credentials("GCM") == {"ServiceJson": SERVICE_JSON}


def test_a_set_that_is_given_replaces_its_like_and_leaves_the_others(desk):
    desk.update("APNS", **CERTIFICATE, **TOKEN)

    desk.update("APNS", Certificate="new", PrivateKey="new too")

    assert desk.credentials("APNS") == {**TOKEN, "Certificate": "new", "PrivateKey": "new too"}


def test_credentials_do_not_open_for_another_channel_or_application(desk):
    desk.set_up("APNS_VOIP")
    stored = desk.documents.stored.pop(keys.channel_credentials(desk.app, "APNS_VOIP"))
    desk.documents.stored[keys.channel_credentials(desk.app, "APNS")] = stored

    with pytest.raises(Unavailable):
        desk.credentials("APNS")


def test_credentials_lie_where_the_deletion_of_an_application_finds_them(desk):
    for channel_type in KINDS:
        desk.set_up(channel_type)

    partitions = {key.partition for key in desk.documents.stored} - {keys.APPLICATIONS}

    assert partitions == {keys.application_partition(desk.app)}


def test_an_application_that_is_deleted_meanwhile_gets_no_channel(desk):
    application = keys.application(desk.app)
    desk.documents.before_write.append(lambda: desk.documents.write([Delete(application)]))

    with pytest.raises(NotFound):
        desk.set_up("APNS")
    assert not [key for key in desk.documents.stored if key.partition == application.partition]


def test_versions_of_64_updates_at_once_neither_repeat_nor_skip(desk):
    with ThreadPoolExecutor(64) as pool:
        made = list(pool.map(lambda n: desk.set_up("APNS", Enabled=bool(n % 2))["Version"], range(64)))

    assert sorted(made) == list(range(1, 65))
    assert desk.get("APNS")["Version"] == 64


def test_a_channel_that_changes_while_it_is_deleted_is_deleted_as_it_is_now(desk):
    desk.update("EMAIL", **EMAIL)
    desk.documents.before_write.append(lambda: desk.update("EMAIL", **EMAIL, RoleArn="arn"))

    deleted = desk.delete("EMAIL")

    assert (deleted["Version"], deleted["RoleArn"]) == (2, "arn")


def test_a_channel_that_never_stands_still_is_given_up(desk):
    desk.set_up("SMS")

    def conflict():
        raise Conflict("The resource was changed by another request.")

    desk.documents.before_write = [conflict] * 1000

    with pytest.raises(Unavailable, match="SMS channel is changing too often"):
        desk.set_up("SMS")
    with pytest.raises(Unavailable):
        desk.delete("SMS")


secret_text = st.text(min_size=4, max_size=40).map(lambda text: f"<<{text}>>")
"""Marked, so that it does not turn up in an answer by chance."""


@st.composite
def updates(draw):
    """Draw a kind and a request with some of its credentials, valid or not."""
    kind = draw(st.sampled_from([kind for kind in KINDS.values() if kind.credentials]))
    service = secret_text.map(
        lambda text: json.dumps({**json.loads(SERVICE_JSON), "private_key": text, "client_email": text})
    )
    own = {"ServiceJson": service}
    if kind.type == "BAIDU":
        own["ApiKey"] = st.integers().map(str)  # an identifier, and shown
    members = {member: own.get(member, secret_text) for member in kind.secret_members}
    required = dict.fromkeys(kind.credentials[0].required) if kind.requires_credentials else {}
    chosen = draw(st.sets(st.sampled_from(list(members)))) | required.keys()
    return kind.type, {member: draw(members[member]) for member in chosen}


@settings(max_examples=150)
@given(st.lists(updates(), min_size=1, max_size=4))
def test_no_credential_is_in_any_answer_any_error_or_any_document(requests):
    desk, told = Desk(), []
    for channel_type, request in requests:
        try:
            told.append(desk.update(channel_type, **request))
            told.append(desk.get(channel_type))
            told.append(load_and_list(desk, channel_type))
        except Invalid as refused:
            told.append(str(refused))
    told += [desk.delete(channel_type) for channel_type in list(desk.list())]
    told += [document.body for document in desk.documents.stored.values()]

    everything = json.dumps(told, ensure_ascii=False)
    for channel_type, request in requests:
        for member, value in request.items():
            if (channel_type, member) != ("BAIDU", "ApiKey"):
                assert json.dumps(value, ensure_ascii=False)[1:-1] not in everything


def load_and_list(desk, channel_type):
    """Give the stored documents and the list, after a sender has loaded the credentials."""
    assert desk.credentials(channel_type)
    return [desk.list(), *(document.body for document in desk.documents.stored.values())]
