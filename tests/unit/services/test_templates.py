"""Templates: versions, limits, and the content that campaigns get from e-mail templates."""

from __future__ import annotations

from typing import Any

import pytest

from pinwheel.domain import keys
from pinwheel.domain.arns import Place
from pinwheel.domain.errors import Conflict, Invalid, NotFound
from pinwheel.domain.template_resources.kinds import KINDS
from pinwheel.ports.documents import Put
from pinwheel.services import template_lists, templates
from pinwheel.services.email_content import load_email_content
from tests.fakes.documents import MemoryDocuments
from tests.fakes.system import CountingIds, FrozenClock, MemoryBlobs

EMAIL = KINDS["EMAIL"]
PLACE = Place("us-east-1", "000000000000")


class Account:
    """The use cases with their collaborators filled in."""

    def __init__(self):
        self.stores = templates.TemplateStores(MemoryDocuments(), MemoryBlobs())
        self.given: dict[str, Any] = {"stores": self.stores, "clock": FrozenClock(), "ids": CountingIds()}

    def create(self, name="news", **content):
        templates.create_template(EMAIL, name, {"Subject": "one", **content}, **self.given)

    def update(self, name="news", *, new=False, version=None, **content):
        templates.update_template(EMAIL, name, content, create_new_version=new, version=version, **self.given)

    def get(self, name="news", version=None):
        return templates.get_template(EMAIL, name, version, stores=self.stores, place=PLACE)

    def delete(self, name="news", version=None):
        templates.delete_template(EMAIL, name, version, stores=self.stores)

    def activate(self, version, name="news"):
        templates.activate_version(name, "EMAIL", version, stores=self.stores)

    def versions(self, name="news"):
        page = template_lists.list_versions(
            name, "EMAIL", limit=100, after=None, documents=self.stores.documents
        )
        return [item["Version"] for item in page.items]

    def stored_blob(self):
        newest = self.stores.documents.list("TEMPLATE#news#EMAIL", newest_first=True).documents[0]
        return newest.body["Blob"]

    def listed(self, **given):
        arguments = {"prefix": "", "template_type": None, "limit": 100, "after": None, **given}
        return template_lists.list_templates(**arguments, documents=self.stores.documents)


@pytest.fixture
def account():
    return Account()


def test_a_new_template_is_version_one_and_active(account):
    account.create(HtmlPart="<p>", tags={"a": "b"}, TemplateDescription="d")

    found = account.get()

    assert found == {
        "Arn": "arn:aws:mobiletargeting:us-east-1:000000000000:templates/news/EMAIL",
        "CreationDate": "2026-11-02T12:00:00.000Z",
        "LastModifiedDate": "2026-11-02T12:00:00.000Z",
        "HtmlPart": "<p>",
        "Subject": "one",
        "TemplateDescription": "d",
        "TemplateName": "news",
        "TemplateType": "EMAIL",
        "Version": "1",
        "tags": {"a": "b"},
    }


def test_a_name_is_taken_once(account):
    account.create()

    with pytest.raises(Invalid, match="exists already"):
        account.create()


@pytest.mark.parametrize("name", ["", "-a", "_a", "a b", "a/b", "a#b", "ä", "a" * 129])
def test_names_follow_the_rules(account, name):
    with pytest.raises(Invalid):
        account.create(name)


@pytest.mark.parametrize(
    "content",
    [
        {"HtmlPart": "{{#if x}}"},
        {"Subject": "{{"},
        {"Headers": [{"Name": "X", "Value": "{{"}]},
        {"Headers": [{"Name": "X:", "Value": "v"}]},
        {"HtmlPart": "x" * 600_000, "TextPart": "y"},
        {"DefaultSubstitutions": "no json"},
        {"DefaultSubstitutions": "[1]"},
        {"TemplateDescription": "d" * 501},
        {"tags": {"": "x"}},
    ],
    ids=range(9),
)
def test_content_beyond_the_rules_is_refused(account, content):
    with pytest.raises(Invalid):
        account.create(**content)


class Overtaken(MemoryDocuments):
    """Refuses the next writes, as the store does when another request is at it in the same moment."""

    conflicts = 0

    def write(self, changes):
        if self.conflicts:
            self.conflicts -= 1
            raise Conflict("The resource was changed by another request.")
        super().write(changes)


@pytest.fixture
def contested():
    account = Account()
    account.stores = templates.TemplateStores(Overtaken(), account.stores.blobs)
    account.given["stores"] = account.stores
    return account


def test_a_change_that_was_overtaken_is_made_anew(contested):
    documents = contested.stores.documents
    changes = [
        contested.create,
        lambda: contested.update(new=True, HtmlPart="x" * 200_000),
        lambda: contested.activate("2"),
        lambda: contested.delete(version="1"),
    ]

    for change in changes:
        documents.conflicts = 2
        change()

    assert contested.versions() == ["2"]
    assert list(contested.stores.blobs.stored) == [contested.stored_blob()]


def test_a_change_that_is_always_overtaken_leaves_nothing_behind(contested):
    contested.create()
    contested.stores.documents.conflicts = 1_000

    with pytest.raises(Conflict):
        contested.update(HtmlPart="x" * 200_000)

    assert contested.stores.blobs.stored == {}
    assert contested.get()["Subject"] == "one"


def test_an_update_overwrites_the_latest_version_in_place(account):
    account.create(TextPart="t")
    account.given["clock"].advance(hours=1)

    account.update(Subject="two")

    found = account.get()
    assert (found["Subject"], found["Version"], found.get("TextPart")) == ("two", "1", None)
    assert found["LastModifiedDate"] > found["CreationDate"]
    assert account.versions() == ["1"]


def test_a_new_version_does_not_become_active(account):
    account.create()

    account.update(new=True, Subject="two")

    assert account.get()["Subject"] == "one"
    assert account.get(version="2")["Subject"] == "two"
    assert account.get(version="latest")["Version"] == "2"
    assert account.versions() == ["2", "1"]


def test_updates_after_a_new_version_change_that_one(account):
    account.create()
    account.update(new=True, Subject="two")

    account.update(Subject="three")

    assert account.get()["Subject"] == "one"
    assert account.get(version="2")["Subject"] == "three"


def test_only_the_latest_version_can_be_updated(account):
    account.create()
    account.update(new=True, Subject="two")

    with pytest.raises(Invalid, match="latest version, 2"):
        account.update(version="1", Subject="x")
    account.update(version="2", Subject="ok")

    assert account.get(version="2")["Subject"] == "ok"


def test_version_and_new_version_exclude_each_other(account):
    account.create()

    with pytest.raises(Invalid):
        account.update(new=True, version="1", Subject="x")


def test_activating_chooses_what_messages_use(account):
    account.create()
    account.update(new=True, Subject="two")

    account.activate("latest")
    assert account.get()["Subject"] == "two"
    account.activate("1")
    assert account.get()["Subject"] == "one"


@pytest.mark.parametrize("version", [None, "", "x", "0", "1.5", "-1"])
def test_a_version_is_latest_or_a_number(account, version):
    account.create()

    with pytest.raises(Invalid):
        account.activate(version)


def test_what_is_not_there_is_not_found(account):
    with pytest.raises(NotFound):
        account.get()
    with pytest.raises(NotFound):
        account.update(Subject="x")
    with pytest.raises(NotFound):
        account.delete()
    account.create()
    with pytest.raises(NotFound):
        account.get(version="2")
    with pytest.raises(NotFound):
        account.activate("7")


def test_version_numbers_are_never_used_again(account):
    account.create()
    account.update(new=True, Subject="two")
    account.delete(version="2")

    account.update(new=True, Subject="three")

    assert account.versions() == ["3", "1"]
    assert account.get(version="latest")["Version"] == "3"


def test_after_the_latest_is_deleted_the_one_before_is_the_latest(account):
    account.create()
    account.update(new=True, Subject="two")
    account.update(new=True, Subject="three")

    account.delete(version="3")

    assert account.get(version="latest")["Version"] == "2"


def test_the_active_version_is_deleted_only_when_it_is_the_last(account):
    account.create()
    account.update(new=True, Subject="two")

    with pytest.raises(Invalid, match="active"):
        account.delete(version="1")
    account.delete(version="2")
    account.delete(version="1")

    with pytest.raises(NotFound):
        account.get()


def test_deleting_a_template_takes_everything_along(account):
    account.create(HtmlPart="x" * 200_000)
    for _ in range(120):
        account.update(new=True, Subject="n")

    account.delete()

    assert account.stores.documents.stored == {}
    assert account.stores.blobs.stored == {}


def test_big_content_lies_in_the_bucket_once(account):
    account.create(HtmlPart="x" * 200_000)
    account.update(HtmlPart="y" * 300_000)

    (name,) = account.stores.blobs.stored

    assert name.startswith("templates/news/EMAIL/1/")
    assert account.get()["HtmlPart"] == "y" * 300_000
    assert all(len(repr(document)) < 2_000 for document in account.stores.documents.stored.values())


def test_a_reader_between_two_writes_gets_the_new_content(account):
    account.create(HtmlPart="x" * 200_000)
    bucket = account.stores.blobs
    read = bucket.get
    late: list[str] = []

    def get(name, **given):
        if not late:
            late.append(name)
            account.update(HtmlPart="y" * 200_000)
        return read(name, **given)

    bucket.get = get

    assert account.get()["HtmlPart"] == "y" * 200_000


def test_deleting_a_version_takes_its_big_content_along(account):
    account.create()
    account.update(new=True, HtmlPart="x" * 200_000)

    account.delete(version="2")

    assert account.stores.blobs.stored == {}


def test_a_template_has_at_most_five_thousand_versions(account):
    account.create()
    head = account.stores.documents.get(keys.template("news", "EMAIL"))
    account.stores.documents.write([Put(head.key, {**head.body, "Count": 5_000})])

    with pytest.raises(Invalid, match="5,000 versions"):
        account.update(new=True, Subject="x")


def test_templates_are_listed_by_the_beginning_of_their_name(account):
    for name in ("b", "a1", "a2", "c"):
        account.create(name)

    assert [item["TemplateName"] for item in account.listed().items] == ["a1", "a2", "b", "c"]
    assert [item["TemplateName"] for item in account.listed(prefix="a").items] == ["a1", "a2"]
    assert account.listed(template_type="SMS").items == []
    assert set(account.listed().items[0]) == {
        "CreationDate", "LastModifiedDate", "TemplateName", "TemplateType", "Version",
    }  # fmt: skip


def test_pages_of_templates_lose_nothing(account):
    for number in range(7):
        account.create(f"t{number}")
    found, after = [], None
    while True:
        page = account.listed(limit=3, after=after)
        found += [item["TemplateName"] for item in page.items]
        after = page.after
        if after is None:
            break

    assert found == [f"t{number}" for number in range(7)]


def test_pages_of_one_type_read_past_the_others(account):
    kinds = [EMAIL if number % 50 else KINDS["SMS"] for number in range(150)]
    for number, kind in enumerate(kinds):
        templates.create_template(kind, f"t{number:03d}", {}, **account.given)

    first = account.listed(template_type="SMS", limit=2)
    rest = account.listed(template_type="SMS", limit=2, after=first.after)

    assert [item["TemplateName"] for item in [*first.items, *rest.items]] == ["t000", "t050", "t100"]
    assert rest.after is None


def test_a_prefix_is_of_the_name_only(account):
    account.create("news")

    assert account.listed(prefix="news#").items == []
    assert account.listed(prefix="news#EMAIL").items == []


def test_requiring_a_template_that_is_not_there_is_a_bad_request(account):
    account.create()
    documents = account.stores.documents

    templates.require_template("news", "EMAIL", None, documents=documents)
    templates.require_template("news", "EMAIL", "latest", documents=documents)
    for name, version in (("other", None), ("news", "2"), ("news", "x")):
        with pytest.raises(Invalid):
            templates.require_template(name, "EMAIL", version, documents=documents)


class TestContentOfACampaign:
    @staticmethod
    def load(account, message=None, template=None):
        return load_email_content(
            "app",
            {"EmailMessage": message} if message else None,
            {"EmailTemplate": template} if template else None,
            documents=account.stores.documents,
            blobs=account.stores.blobs,
        )

    @staticmethod
    def channel(account, **members):
        body = {"FromAddress": "shop@example.com", **members}
        account.stores.documents.write([Put(keys.channel("app", "EMAIL"), body)])

    def test_a_message_gives_content_and_the_channel_the_sender(self, account):
        self.channel(account, ConfigurationSet="set")

        content = self.load(account, {"Title": "T", "HtmlBody": "<p>", "Body": "b"})

        assert (content.subject, content.html, content.text) == ("T", "<p>", "b")
        assert (content.from_address, content.configuration_set) == ("shop@example.com", "set")
        assert not content.from_template

    def test_a_template_gives_content_and_the_message_still_its_sender(self, account):
        self.channel(account)
        account.create(
            HtmlPart="{{x}}",
            DefaultSubstitutions='{"x": "d"}',
            Headers=[{"Name": "X-A", "Value": "v"}],
        )

        content = self.load(
            account, {"FromAddress": "own@example.com", "Title": "not used"}, {"Name": "news"}
        )

        assert (content.subject, content.html) == ("one", "{{x}}")
        assert content.from_address == "own@example.com"
        assert content.defaults == {"x": "d"}
        assert content.headers == (("X-A", "v"),)
        assert content.from_template

    def test_the_version_named_is_used_else_the_active_one(self, account):
        self.channel(account)
        account.create()
        account.update(new=True, Subject="two")

        assert self.load(account, template={"Name": "news"}).subject == "one"
        assert self.load(account, template={"Name": "news", "Version": "2"}).subject == "two"
        assert self.load(account, template={"Name": "news", "Version": "latest"}).subject == "two"

    def test_without_any_sender_it_is_refused(self, account):
        with pytest.raises(Invalid, match="FromAddress"):
            self.load(account, {"Title": "T"})

    def test_without_any_content_it_is_refused(self, account):
        self.channel(account)

        with pytest.raises(Invalid):
            self.load(account, {"FromAddress": "own@example.com"})

    def test_a_template_that_is_gone_is_not_found(self, account):
        self.channel(account)

        with pytest.raises(NotFound):
            self.load(account, template={"Name": "news"})
