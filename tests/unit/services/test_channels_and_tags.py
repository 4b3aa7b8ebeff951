"""The e-mail channel, and tags."""

from __future__ import annotations

import pytest

from pinwheel.domain.arns import Place
from pinwheel.domain.errors import Invalid, NotFound
from pinwheel.services import applications, channels, tags
from tests.fakes.documents import MemoryDocuments
from tests.fakes.system import CountingIds, FrozenClock

PLACE = Place("eu-central-1", "123456789012")
EMAIL = {
    "FromAddress": "shop@example.com",
    "Identity": "arn:aws:ses:eu-central-1:123456789012:identity/example.com",
}


@pytest.fixture
def documents():
    return MemoryDocuments()


@pytest.fixture
def app(documents):
    return applications.create_application(
        "shop", {"a": "1"}, documents=documents, clock=FrozenClock(), ids=CountingIds(), place=PLACE
    )


@pytest.fixture
def set_email(documents, app):
    def update(**request):
        return channels.update_email_channel(
            app["Id"], {**EMAIL, **request}, caller="key", documents=documents, clock=FrozenClock()
        )

    return update


def test_a_new_channel_is_on_and_has_version_one(set_email):
    channel = set_email()

    assert (channel["Enabled"], channel["Version"], channel["Platform"]) == (True, 1, "EMAIL")
    assert "ConfigurationSet" not in channel


def test_an_update_without_enabled_leaves_the_switch_alone(set_email):
    set_email(Enabled=False)

    assert (set_email()["Enabled"], set_email()["Version"]) == (False, 3)


def test_empty_strings_are_not_set(set_email):
    assert "RoleArn" not in set_email(RoleArn="", ConfigurationSet=None)


@pytest.mark.parametrize("member", ["FromAddress", "Identity"])
def test_required_members_must_not_be_empty(set_email, member):
    with pytest.raises(Invalid, match=member):
        set_email(**{member: ""})


def test_channels_are_listed_by_type(set_email, documents, app):
    channel = set_email()

    assert channels.list_channels(app["Id"], documents=documents) == {"EMAIL": channel}


def test_a_deleted_channel_is_answered_off_and_is_gone(set_email, documents, app):
    set_email()

    assert channels.delete_channel(app["Id"], "EMAIL", documents=documents)["Enabled"] is False
    with pytest.raises(NotFound):
        channels.get_channel(app["Id"], "EMAIL", documents=documents)


@pytest.fixture
def stores(documents):
    return {"documents": documents, "segment_documents": MemoryDocuments(), "place": PLACE}


def test_tags_merge_and_leave(app, stores):
    tags.tag_resource(app["Arn"], {"a": "2", "b": "3"}, **stores)
    tags.untag_resource(app["Arn"], ["a", "unknown"], **stores)

    assert tags.list_tags(app["Arn"], **stores) == {"b": "3"}


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:mobiletargeting:eu-central-1:123456789012:apps/unknown",
        "arn:aws:mobiletargeting:us-east-1:123456789012:apps/x",
        "arn:aws:mobiletargeting:eu-central-1:123456789012:apps/x/journeys/y",
        "nonsense",
    ],
)
def test_an_unknown_resource_is_not_found(stores, arn):
    with pytest.raises(NotFound):
        tags.list_tags(arn, **stores)


@pytest.mark.parametrize(
    "bad",
    [
        {"aws:x": "1"},
        {"": "1"},
        {"k" * 129: "1"},
        {"k": "v" * 257},
        {"k": "<"},
        {f"k{n}": "" for n in range(51)},
    ],
    ids=["reserved", "empty key", "long key", "long value", "forbidden character", "too many"],
)
def test_tags_outside_their_limits_are_refused(app, stores, bad):
    with pytest.raises(Invalid):
        tags.tag_resource(app["Arn"], bad, **stores)
