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


def test_4096_bytes_are_not_too_many(secrets):
    long = "x" * 4096

    assert secrets.decrypt(secrets.encrypt(long, owner="A"), owner="A") == long


def test_what_belongs_to_a_channel_does_not_open_for_an_access_key():
    with mock_aws():
        client = boto3.client("kms", region_name="us-east-1")
        key = client.create_key()["KeyMetadata"]["KeyId"]
        ciphertext = KmsSecrets(client, key, context="Channel").encrypt("hush", owner="A")

        with pytest.raises(Unavailable):
            KmsSecrets(client, key).decrypt(ciphertext, owner="A")
        assert KmsSecrets(client, key, context="Channel").decrypt(ciphertext, owner="A") == "hush"
