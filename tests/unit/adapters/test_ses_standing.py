"""How the account stands with SES: verified, unknown or not told."""

from __future__ import annotations

import boto3
import pytest
from botocore.stub import Stubber

from pinwheel.adapters.ses_standing import SesStanding
from pinwheel.domain.errors import Unavailable


@pytest.fixture
def ses():
    client = boto3.client("sesv2", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
    with Stubber(client) as stub:
        yield client, stub


@pytest.mark.parametrize("verified", [True, False])
def test_an_identity_is_verified_or_not(ses, verified):
    client, stub = ses
    answer = {"VerifiedForSendingStatus": verified}
    stub.add_response("get_email_identity", answer, {"EmailIdentity": "example.com"})

    assert SesStanding(client).is_verified("example.com") is verified


def test_an_identity_that_ses_does_not_know_is_not_verified(ses):
    client, stub = ses
    stub.add_client_error("get_email_identity", "NotFoundException")

    assert SesStanding(client).is_verified("example.com") is False


def test_the_account_is_in_the_sandbox_without_production_access(ses):
    client, stub = ses
    stub.add_response("get_account", {"ProductionAccessEnabled": False})

    assert SesStanding(client).is_in_sandbox() is True


def test_what_may_not_be_asked_is_unavailable(ses):
    client, stub = ses
    stub.add_client_error("get_email_identity", "AccessDeniedException")
    stub.add_client_error("get_account", "AccessDeniedException")

    with pytest.raises(Unavailable):
        SesStanding(client).is_verified("example.com")
    with pytest.raises(Unavailable):
        SesStanding(client).is_in_sandbox()
