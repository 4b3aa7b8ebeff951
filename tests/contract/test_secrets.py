"""Secrets: the same behaviour from the fake and from KMS (moto)."""

from __future__ import annotations

import boto3
import pytest
from moto import mock_aws

from pinwheel.adapters.kms import KmsSecrets
from pinwheel.domain.errors import Unavailable
from tests.fakes.pinpoint import PlainSecrets


@pytest.fixture(params=["fake", "kms"])
def secrets(request):
    if request.param == "fake":
        yield PlainSecrets()
        return
    with mock_aws():
        client = boto3.client("kms", region_name="us-east-1")
        key = client.create_key()["KeyMetadata"]["KeyId"]
        yield KmsSecrets(client, key)


def test_what_was_encrypted_opens_for_the_same_owner(secrets):
    assert secrets.decrypt(secrets.encrypt("hush", owner="A"), owner="A") == "hush"


def test_it_does_not_open_for_another_owner(secrets):
    with pytest.raises(Unavailable):
        secrets.decrypt(secrets.encrypt("hush", owner="A"), owner="B")


def test_generated_secrets_differ_and_have_40_characters(secrets):
    made = {secrets.generate() for _ in range(20)}
    assert len(made) == 20
    assert {len(secret) for secret in made} == {40}
