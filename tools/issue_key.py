"""Issue an access key through the IAM door: how a new deployment gets its first one.

    python -m tools.issue_key --stack Pinwheel --name backend --rights read write

The caller's AWS credentials sign the request; they need the policy Admin (docs/operations.md). The answer
holds the secret, which is shown this once.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from typing import Any

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSPreparedRequest, AWSRequest
from botocore.credentials import Credentials
from botocore.httpsession import URLLib3Session

from tools.stack_outputs import stack_outputs

RIGHTS = ("read", "ingest", "write", "admin")
PATH = "/iam/x/v1/keys"
CREATED = 201

Send = Callable[[AWSPreparedRequest], Any]


class RefusedError(Exception):
    """The door did not issue a key; says what it answered."""


def issue_key(
    order: dict[str, Any], *, url: str, region: str, credentials: Credentials, send: Send
) -> dict[str, Any]:
    """Order a key at the IAM door of an API.

    Raises:
        RefusedError: it answered anything but a key.
    """
    body = json.dumps(order)
    headers = {"content-type": "application/json"}
    request = AWSRequest("POST", url.rstrip("/") + PATH, headers=headers, data=body)
    SigV4Auth(credentials, "execute-api", region).add_auth(request)
    answer = send(request.prepare())
    if answer.status_code != CREATED:
        raise RefusedError(f"{answer.status_code} {answer.text}")
    issued: dict[str, Any] = json.loads(answer.text)
    return issued


def order_of(arguments: argparse.Namespace) -> dict[str, Any]:
    """Spell what was asked for as the API takes it."""
    order = {"Name": arguments.name, "Rights": arguments.rights}
    return {**order, "Applications": arguments.applications} if arguments.applications else order


def parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    made = argparse.ArgumentParser(prog="python -m tools.issue_key", description="Issue an access key.")
    made.add_argument("--stack", default="Pinwheel", help="name of the stack (Pinwheel)")
    made.add_argument("--url", help="address of the API, instead of the stack's")
    made.add_argument("--region", help="Region of the stack, instead of the configured one")
    made.add_argument("--name", required=True, help="what the key is for")
    made.add_argument("--rights", required=True, nargs="+", choices=RIGHTS)
    made.add_argument("--applications", nargs="+", help="IDs of the only applications it is good for")
    return made


def main(arguments: Sequence[str] | None = None, *, send: Send | None = None) -> int:
    """Issue a key and print it."""
    chosen = parser().parse_args(arguments)
    session = boto3.Session(region_name=chosen.region)
    credentials, region = session.get_credentials(), session.region_name
    if credentials is None or region is None:
        print("AWS credentials and a Region are needed (AWS_PROFILE, AWS_REGION, --region)", file=sys.stderr)
        return 2
    url = chosen.url or stack_outputs(session.client("cloudformation"), chosen.stack)["ApiUrl"]
    try:
        issued = issue_key(
            order_of(chosen),
            url=url,
            region=region,
            credentials=credentials,
            send=send or URLLib3Session().send,
        )
    except RefusedError as error:
        print(f"No key was issued: {error}", file=sys.stderr)
        return 1
    print(json.dumps(issued, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
