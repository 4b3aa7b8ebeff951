"""Who changed what, as the API tells it."""

from __future__ import annotations

import json

import pytest

from pinwheel.runtime import bootstrap
from tests.handlers.contract_world import PRINCIPAL, ContractWorld


@pytest.fixture(scope="module")
def shared_world():
    with pytest.MonkeyPatch.context() as patch:
        yield ContractWorld(patch)


@pytest.fixture
def world(shared_world):
    shared_world.restore()
    return shared_world


def send(world, method, path, body=None):
    path, _, query = path.partition("?")
    return world.send(method, path, query, json.dumps(body) if body is not None else "")


def ask(world, method, path, body=None):
    answer = send(world, method, path, body)
    assert answer.status < 300, answer.text
    return answer.body


def entries(world, application_id=None):
    query = f"?application-id={application_id}" if application_id else ""
    return ask(world, "GET", f"/x/v1/audit{query}")["Item"]


def test_a_change_is_told_with_who_what_and_the_difference(world):
    app = world.labels["ApplicationId"]
    ask(world, "PUT", f"/v1/apps/{app}/settings", {"Limits": {"Daily": 3}})
    ask(world, "PUT", f"/v1/apps/{app}/settings", {"Limits": {"Daily": 5}})

    newest = entries(world, app)[0]

    assert newest["Principal"] == PRINCIPAL
    assert newest["Operation"] == "UpdateApplicationSettings"
    assert newest["Resource"] == f"/v1/apps/{app}/settings"
    assert {"Path": "Limits.Daily", "Old": 3, "New": 5} in newest["Changes"]


def test_what_is_made_is_told_by_its_own_path(world):
    made = ask(world, "POST", "/v1/apps", {"Name": "audited"})

    (entry,) = [each for each in entries(world, made["Id"]) if each["Operation"] == "CreateApp"]

    assert entry["Resource"] == f"/v1/apps/{made['Id']}"
    assert {"Path": "Name", "New": "audited"} in entry["Changes"]


def test_the_account_s_log_tells_of_every_application_but_not_what_is_in_it(world):
    app = world.labels["ApplicationId"]
    ask(world, "PUT", f"/v1/apps/{app}/settings", {"Limits": {"Daily": 4}})

    newest = entries(world)[0]

    assert (newest["ApplicationId"], newest["Changes"]) == (app, [])


def test_credentials_are_never_told(world):
    app = world.labels["ApplicationId"]
    ask(world, "PUT", f"/v1/apps/{app}/channels/adm", {"ClientId": "id-1", "ClientSecret": "hush-hush"})

    assert "hush-hush" not in str(entries(world, app))


def test_people_and_what_is_only_read_leave_no_entry(world):
    app = world.labels["ApplicationId"]
    before = len(entries(world))
    ask(world, "PUT", f"/v1/apps/{app}/endpoints/e-9", {"ChannelType": "CUSTOM", "Address": "a"})
    ask(world, "GET", f"/v1/apps/{app}")

    assert len(entries(world)) == before


def test_a_refused_change_leaves_no_entry(world):
    app = world.labels["ApplicationId"]
    before = len(entries(world))

    send(world, "PUT", f"/v1/apps/{app}/settings", {"Limits": {"Daily": 1000}})

    assert len(entries(world)) == before


def test_a_log_that_cannot_be_written_does_not_undo_the_change(world, monkeypatch):
    app = world.labels["ApplicationId"]
    monkeypatch.setattr("pinwheel.runtime.auditing.record_change", _fail)

    ask(world, "PUT", f"/v1/apps/{app}/settings", {"Limits": {"Daily": 7}})

    assert ask(world, "GET", f"/v1/apps/{app}/settings")["Limits"]["Daily"] == 7


def _fail(**_entry):
    raise RuntimeError("no table")


def test_endpoints_are_found_by_the_address_that_they_hold(world):
    app = world.labels["ApplicationId"]
    ask(world, "PUT", f"/v1/apps/{app}/endpoints/e-7", {"ChannelType": "EMAIL", "Address": "ada@example.com"})

    found = ask(world, "GET", f"/x/v1/apps/{app}/endpoints?address=ada@example.com")["Item"]

    assert [endpoint["Id"] for endpoint in found] == ["e-7"]
    assert ask(world, "GET", f"/x/v1/apps/{app}/endpoints?address=bob@example.com")["Item"] == []
    assert send(world, "GET", f"/x/v1/apps/{app}/endpoints").status == 400


class Permits:
    """Uploads that are only noted."""

    bucket = "data"

    def permit(self, name, *, headers, seconds):
        return f"https://data.example.com/{name}?length={headers['Content-Length']}&for={seconds}"


def test_a_file_for_an_import_can_be_put_where_only_its_application_reads(world, monkeypatch):
    app = world.labels["ApplicationId"]
    monkeypatch.setattr(bootstrap, "uploads", Permits)

    told = ask(
        world,
        "POST",
        f"/x/v1/apps/{app}/uploads",
        {"FileName": "my list.csv", "Bytes": 12, "ContentType": "text/csv"},
    )

    assert told["S3Url"].startswith(f"s3://data/uploads/{app}/")
    assert told["S3Url"].endswith("/my_list.csv")
    assert told["Headers"] == {"Content-Type": "text/csv"}
    assert "length=12" in told["UploadUrl"]


def test_a_second_file_can_be_put_beside_the_first(world, monkeypatch):
    path = f"/x/v1/apps/{world.labels['ApplicationId']}/uploads"
    monkeypatch.setattr(bootstrap, "uploads", Permits)

    first = ask(world, "POST", path, {"FileName": "a.csv", "Bytes": 12})
    second = ask(world, "POST", path, {"FileName": "b.csv", "Bytes": 12, "Folder": first["Folder"]})

    assert second["FolderS3Url"] == first["FolderS3Url"]
    assert second["S3Url"] == f"{first['FolderS3Url']}b.csv"
    assert ask(world, "POST", path, {"FileName": "a.csv", "Bytes": 12})["Folder"] != first["Folder"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"FileName": ""},
        {"Bytes": 0},
        {"Bytes": 2_000_000_000},
        {"Bytes": "12"},
        {"ContentType": "a\r\nb: c"},
        {"Folder": "../other"},
        {"Folder": 1},
    ],
    ids=["name", "empty", "huge", "no number", "header", "folder", "number"],
)
def test_an_upload_that_cannot_be_is_refused(world, monkeypatch, wrong):
    monkeypatch.setattr(bootstrap, "uploads", Permits)
    request = {"FileName": "a.csv", "Bytes": 12, **wrong}

    answer = send(world, "POST", f"/x/v1/apps/{world.labels['ApplicationId']}/uploads", request)

    assert answer.status == 400
    assert next(iter(wrong)) in answer.body["Message"]
