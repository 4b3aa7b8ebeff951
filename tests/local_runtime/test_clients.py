"""Clients that are not ours, unmodified, against the local runtime: JavaScript SDK v3, AWS CLI, Terraform, boto3.

The scenarios are in tests/clients; docs/clients.md says the same to people.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from local.client import CREDENTIALS
from local.config import PROJECT
from tests.local_runtime.talk import connect

pytestmark = pytest.mark.local_runtime

CLIENTS = PROJECT / "tests" / "clients"
SDK = PROJECT / "node_modules" / "@aws-sdk" / "client-pinpoint"
NO_PROVIDER = ("Failed to query available provider packages", "Failed to install provider")
BOTH_DOORS = pytest.mark.parametrize("door", ["keys", "iam"])
ROOT = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
ISSUED = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local-secret"}


def program(name):
    """Find a program beside Python or in the path; without it the test says so and is skipped."""
    found = shutil.which(name, path=f"{PROJECT / '.venv/bin'}{os.pathsep}{os.environ.get('PATH', '')}")
    if found is None:
        pytest.skip(f"there is no {name} on this machine")
    return found


def run(*command, cwd=PROJECT, **environment):
    """Run a program and give its result, which may be a failure."""
    given = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return subprocess.run(
        command,
        cwd=cwd,
        env=given | {"AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1"} | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@BOTH_DOORS
def test_the_javascript_sdk_goes_its_round(runtime, controls, door):
    if not SDK.exists():
        pytest.skip("the JavaScript SDK is not installed: make install")

    done = run(program("node"), str(CLIENTS / "javascript" / "scenario.mjs"), runtime.url, door)

    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout)["segments"] == ["one", "two", "three"]


class Cli:
    """The AWS CLI, told by environment alone where Pinwheel is."""

    def __init__(self, url, door):
        is_iam = door == "iam"
        self.aws = program("aws")
        self.environment = {
            "AWS_ENDPOINT_URL_PINPOINT": f"{url}/iam" if is_iam else url,
            "AWS_DATA_PATH": str(CLIENTS / "iam") if is_iam else "",
            "AWS_MAX_ATTEMPTS": "1",
            "AWS_PAGER": "",
            **(ROOT if is_iam else ISSUED),
        }

    def run(self, operation, **options):
        words = [word for name, value in options.items() for word in _option(name, value)]
        return run(self.aws, "pinpoint", operation, *words, "--output", "json", **self.environment)

    def __call__(self, operation, **options):
        done = self.run(operation, **options)
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout) if done.stdout.strip() else None


def _option(name, value):
    return f"--{name.replace('_', '-')}", value if isinstance(value, str) else json.dumps(value)


@BOTH_DOORS
def test_the_aws_cli_goes_its_round(runtime, controls, door):
    aws = Cli(runtime.url, door)
    app = aws("create-app", create_application_request="Name=Shop,tags={stage=test}")["ApplicationResponse"][
        "Id"
    ]
    endpoint = "a b/c+d%2F@é&="
    request = {"ChannelType": "EMAIL", "Address": "odd@example.com", "Attributes": {"plan": ["pro"]}}
    aws("update-endpoint", application_id=app, endpoint_id=endpoint, endpoint_request=request)
    found = aws("get-endpoint", application_id=app, endpoint_id=endpoint)["EndpointResponse"]
    assert (found["Id"], found["Attributes"]) == (endpoint, {"plan": ["pro"]})

    for name in ("one", "two"):
        aws("create-segment", application_id=app, write_segment_request={"Name": name})
    first = aws("get-segments", application_id=app, page_size="1")["SegmentsResponse"]
    second = aws("get-segments", application_id=app, page_size="1", token=first["NextToken"])[
        "SegmentsResponse"
    ]
    assert [item["Name"] for page in (first, second) for item in page["Item"]] == ["one", "two"]
    assert "NextToken" not in second

    aws("create-email-template", template_name="cli", email_template_request={"Subject": "Hello"})
    assert aws("get-email-template", template_name="cli")["EmailTemplateResponse"]["Subject"] == "Hello"

    aws("delete-app", application_id=app)
    missing = aws.run("get-app", application_id=app)
    assert missing.returncode != 0
    assert "(NotFoundException) when calling the GetApp operation" in missing.stderr


class Terraform:
    """Terraform in a folder of its own."""

    def __init__(self, folder, url):
        self.terraform, self.folder, self.url = program("terraform"), folder, url
        shutil.copy(CLIENTS / "terraform" / "main.tf", folder)
        # Where no registry answers, a folder of providers serves.
        providers = os.environ.get("PINWHEEL_TERRAFORM_PROVIDERS")
        mirror = [f"-plugin-dir={providers}"] if providers else []
        begun = self.run("init", "-no-color", "-input=false", *mirror)
        if begun.returncode and any(reason in begun.stderr for reason in NO_PROVIDER):
            pytest.skip("Terraform cannot get the aws provider: its registry does not answer from here")
        assert begun.returncode == 0, begun.stderr[-2000:]

    def run(self, *words):
        return run(self.terraform, *words, cwd=self.folder)

    def __call__(self, verb, *words, names="one", answers=(0,)):
        variables = ("-var", f"url={self.url}", "-var", f"version_of_names={names}")
        done = self.run(verb, "-no-color", "-input=false", *variables, *words)
        assert done.returncode in answers, done.stdout[-1000:] + done.stderr[-2000:]
        return done.stdout


def test_terraform_makes_changes_and_destroys_every_resource(runtime, controls, tmp_path):
    terraform = Terraform(tmp_path, runtime.url)
    pinpoint = connect("pinpoint", endpoint_url=runtime.url, **CREDENTIALS)

    terraform("apply", "-auto-approve")
    terraform("plan", "-detailed-exitcode")
    terraform("apply", "-auto-approve", names="two")
    terraform("plan", "-detailed-exitcode", names="two")
    (app,) = pinpoint.get_apps()["ApplicationsResponse"]["Item"]
    assert (app["Name"], app["tags"]) == ("shop-two", {"stage": "two"})
    email = pinpoint.get_email_channel(ApplicationId=app["Id"])["EmailChannelResponse"]
    assert email["FromAddress"] == "two@example.com"

    terraform("destroy", "-auto-approve", names="two")
    assert pinpoint.get_apps()["ApplicationsResponse"]["Item"] == []


def test_boto3_goes_through_the_iam_door_with_a_hook_of_three_lines(runtime, controls):
    pinpoint = connect(
        "pinpoint",
        endpoint_url=f"{runtime.url}/iam",
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    scopes = []

    def for_gateway(request, **_):
        request.context.setdefault("signing", {})["signing_name"] = "execute-api"

    pinpoint.meta.events.register("before-sign.pinpoint", for_gateway)
    pinpoint.meta.events.register(
        "before-send.pinpoint", lambda request, **_: scopes.append(request.headers["Authorization"].decode())
    )

    app = pinpoint.create_app(CreateApplicationRequest={"Name": "Shop"})["ApplicationResponse"]
    assert pinpoint.get_app(ApplicationId=app["Id"])["ApplicationResponse"]["Name"] == "Shop"
    with pytest.raises(pinpoint.exceptions.NotFoundException):
        pinpoint.get_app(ApplicationId="f" * 32)
    assert all("/execute-api/aws4_request" in scope for scope in scopes)


def test_every_terraform_resource_of_pinpoint_is_in_the_scenario():
    resources = {line.split('"')[1] for line in _terraform_lines() if line.startswith("resource")}
    channels = {
        "adm",
        "apns",
        "apns_sandbox",
        "apns_voip",
        "apns_voip_sandbox",
        "baidu",
        "email",
        "gcm",
        "sms",
    }
    kinds = {"app", "event_stream", "email_template"} | {f"{channel}_channel" for channel in channels}
    assert resources == {f"aws_pinpoint_{kind}" for kind in kinds}


def _terraform_lines():
    return Path(CLIENTS / "terraform" / "main.tf").read_text().splitlines()
