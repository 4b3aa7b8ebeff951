"""The local runtime as its users meet it: real processes, a real deployment, an unmodified boto3."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from botocore.exceptions import ClientError

from local.client import CREDENTIALS, running
from local.config import PROJECT
from tests.local_runtime.processes import children_of
from tests.local_runtime.talk import ONCE, ROOT, connect

pytestmark = pytest.mark.local_runtime


def pinpoint(runtime, **changes):
    return connect("pinpoint", endpoint_url=runtime.url, config=ONCE, **{**CREDENTIALS, **changes})


def an_application(runtime, name="shop"):
    return pinpoint(runtime).create_app(CreateApplicationRequest={"Name": name})["ApplicationResponse"]["Id"]


def carried(runtime, service="sesv2"):
    endpoint = runtime.url.replace(str(port_of(runtime)), str(port_of(runtime) + 2))
    return connect(service, endpoint_url=endpoint, config=ONCE, **ROOT)


def port_of(runtime):
    return int(runtime.url.rpartition(":")[2])


def is_alive(process_id):
    try:
        state = Path(f"/proc/{process_id}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def work_folder_of(process_ids):
    """The emulator and the functions stand in it."""
    return next(
        folder
        for process_id in process_ids
        for folder in [Path(f"/proc/{process_id}/cwd").resolve()]
        if folder.name.startswith("pinwheel-local-")
    )


def test_health_tells_where_the_emulator_is(runtime):
    health = httpx.get(f"{runtime.url}/health").json()

    assert (health["Status"], health["AwsEndpoint"]) == ("ok", f"http://127.0.0.1:{port_of(runtime) + 1}")


def test_an_application_comes_back(runtime, controls):
    created = an_application(runtime)

    found = pinpoint(runtime).get_apps()["ApplicationsResponse"]["Item"]

    assert [(app["Id"], app["Name"]) for app in found] == [(created, "shop")]


@pytest.mark.parametrize("endpoint_id", ["a/b c+d", "ü%41", "x?y#z", "a%2Fb", "plain"])
def test_ids_survive_the_way_through_the_api(runtime, controls, endpoint_id):
    application_id = an_application(runtime)
    address = {"ChannelType": "EMAIL", "Address": "a@example.com"}

    pinpoint(runtime).update_endpoint(
        ApplicationId=application_id, EndpointId=endpoint_id, EndpointRequest=address
    )
    found = pinpoint(runtime).get_endpoint(ApplicationId=application_id, EndpointId=endpoint_id)

    assert found["EndpointResponse"]["Id"] == endpoint_id


@pytest.mark.parametrize("changes", [{"aws_secret_access_key": "wrong"}, {"aws_access_key_id": "stranger"}])
def test_a_wrong_signature_is_refused(runtime, changes):
    with pytest.raises(ClientError) as refusal:
        pinpoint(runtime, **changes).get_apps()

    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


def test_what_a_carrier_takes_is_in_the_outbox(runtime, controls):
    content = {"Simple": {"Subject": {"Data": "Hello"}, "Body": {"Text": {"Data": "Hi"}}}}
    carried(runtime).send_email(
        FromEmailAddress="shop@example.com", Destination={"ToAddresses": ["a@example.com"]}, Content=content
    )

    page = controls.get("/local/outbox", params={"channel": "EMAIL"}).json()

    assert [item["Content"]["Subject"] for item in page["Item"]] == ["Hello"]
    assert controls.get("/local/outbox", params={"after": page["NextSequence"]}).json()["Item"] == []


def test_topics_behind_the_carriers_are_the_emulators(runtime):
    behind, before = carried(runtime, "sns"), connect("sns", endpoint_url=runtime.aws_endpoint, **ROOT)

    assert behind.list_topics()["Topics"] == before.list_topics()["Topics"] != []


def test_schedules_fire_when_the_clock_passes_them(runtime, controls):
    sqs = connect("sqs", endpoint_url=runtime.aws_endpoint, **ROOT)
    scheduler = connect("scheduler", endpoint_url=runtime.aws_endpoint, **ROOT)
    url = sqs.create_queue(QueueName="alarm-clock")["QueueUrl"]
    for name, day in (("second", "02"), ("first", "01"), ("third", "09")):
        scheduler.create_schedule(
            Name=name,
            ScheduleExpression=f"at(2094-03-{day}T09:00:00)",
            FlexibleTimeWindow={"Mode": "OFF"},
            Target={
                "Arn": "arn:aws:sqs:us-east-1:000000000000:alarm-clock",
                "RoleArn": "arn:aws:iam::000000000000:role/any",
                "Input": json.dumps({"Name": name}),
            },
        )

    moved = controls.put("/local/clock", json={"Now": "2094-03-03T00:00:00Z"}).json()

    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    sqs.delete_queue(QueueUrl=url)
    assert moved["Now"].startswith("2094-03-03T00:00:0")
    assert [json.loads(message["Body"])["Name"] for message in messages] == ["first", "second"]
    assert [schedule["Name"] for schedule in scheduler.list_schedules()["Schedules"]] == ["third"]


def test_the_clock_does_not_go_back(controls):
    answer = controls.put("/local/clock", json={"Now": "2020-01-01T00:00:00Z"})

    assert answer.status_code == 400
    assert "forward" in answer.json()["Message"]


def test_a_moved_clock_spoils_no_signature(runtime, controls):
    controls.put("/local/clock", json={"AdvanceSeconds": 86_400}).raise_for_status()

    created = pinpoint(runtime).create_app(CreateApplicationRequest={"Name": "tomorrow"})[
        "ApplicationResponse"
    ]

    tomorrow = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 86_400))
    assert created["CreationDate"].startswith(tomorrow)


def test_a_reset_empties_everything_but_the_key(runtime, controls):
    an_application(runtime)
    s3 = connect("s3", endpoint_url=runtime.aws_endpoint, **ROOT)
    s3.create_bucket(Bucket="somebodys")
    s3.put_object(Bucket="somebodys", Key="file", Body=b"text")
    controls.put("/local/clock", json={"AdvanceSeconds": 86_400}).raise_for_status()

    controls.post("/local/reset").raise_for_status()

    assert pinpoint(runtime).get_apps()["ApplicationsResponse"].get("Item", []) == []
    assert s3.list_objects_v2(Bucket="somebodys")["KeyCount"] == 0
    now = controls.get("/local/clock").json()["Now"]
    assert now[:10] in {
        time.strftime("%Y-%m-%d", time.gmtime()),
        time.strftime("%Y-%m-%d", time.gmtime(time.time() - 5)),
    }


def test_usage_is_counted_by_function(runtime, controls):
    an_application(runtime)

    functions = controls.get("/local/usage").json()["Functions"]

    assert [used["Invocations"] for used in functions.values()] == [1]
    assert any(name.startswith("dynamodb.") for used in functions.values() for name in used["Calls"])


def test_idle_is_reached_when_nothing_is_to_do(controls):
    assert controls.post("/local/idle", json={"TimeoutSeconds": 10}).status_code == 200


def test_unknown_messages_cannot_be_reported_on(controls):
    answer = controls.post("/local/feedback", json={"MessageId": "none", "Type": "Bounce"})

    assert answer.status_code == 404
    assert answer.headers["x-amzn-ErrorType"] == "NotFoundException"


def ended(process_ids):
    """Wait for processes to end; tell whether all did."""
    for _ in range(100):
        if not [process_id for process_id in process_ids if is_alive(process_id)]:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("kind", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_second_runtime_runs_beside_and_leaves_nothing_behind(runtime, kind):
    with running() as second:
        an_application(second, "second")
        started = children_of(second.process_id)
        folder = work_folder_of(started)
        os.kill(second.process_id, kind)

        assert ended([second.process_id, *started])

    assert not folder.exists()
    assert "second" not in str(pinpoint(runtime).get_apps())


def test_the_runtime_ends_when_the_emulator_dies():
    with running() as doomed:
        (emulator, *_) = children_of(doomed.process_id)
        os.kill(emulator, signal.SIGKILL)

        assert ended([doomed.process_id])


def test_the_iam_door_checks_signatures_where_permissions_are_enforced(strict_runtime):
    assert httpx.get(f"{strict_runtime.url}/iam/v1/apps").status_code == 403


def test_preparing_makes_the_assembly_and_ends(tmp_path):
    environment = {**os.environ, "TMPDIR": str(tmp_path)}

    done = subprocess.run(
        [sys.executable, "-m", "local", "--prepare"], env=environment, cwd=PROJECT, check=True
    )

    assert done.returncode == 0
    assert list(tmp_path.iterdir()) == []
    newest = max((PROJECT / ".local" / "cache").glob("assembly-*"), key=lambda path: path.stat().st_mtime)
    assert (newest / "manifest.json").exists()
