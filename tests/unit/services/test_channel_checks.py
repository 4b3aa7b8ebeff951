"""What SES says of the e-mail channel's sender: asked of one's own account only, and left out when not told."""

from __future__ import annotations

import pytest

from pinwheel.domain import keys
from pinwheel.domain.arns import Place
from pinwheel.domain.errors import NotFound, Unavailable
from pinwheel.ports.documents import Put
from pinwheel.services.channel_checks import channel_checks, own_identity
from tests.fakes.documents import MemoryDocuments

PLACE = Place("eu-west-1", "111122223333")
OWN = "arn:aws:ses:eu-west-1:111122223333:identity/example.com"


class Standing:
    def __init__(self, verified=(), sandbox=False, silent=False):
        self.verified, self.sandbox, self.silent = verified, sandbox, silent

    def is_verified(self, identity):
        if self.silent:
            raise Unavailable("no answer")
        return identity in self.verified

    def is_in_sandbox(self):
        if self.silent:
            raise Unavailable("no answer")
        return self.sandbox


@pytest.fixture
def documents():
    found = MemoryDocuments()
    found.write([Put(keys.application("a"), {"Name": "Shop"})])
    return found


def checks(documents, standing, identity=OWN):
    documents.write([Put(keys.channel("a", "EMAIL"), {"Identity": identity})])
    return channel_checks("a", documents=documents, standing=standing, place=PLACE)


def test_a_verified_sender_out_of_the_sandbox_is_told(documents):
    found = checks(documents, Standing(verified={"example.com"}))

    assert found == {"EMAIL": {"IdentityVerified": True, "InSandbox": False}}


def test_what_is_not_ready_is_told(documents):
    found = checks(documents, Standing(sandbox=True))

    assert found == {"EMAIL": {"IdentityVerified": False, "InSandbox": True}}


def test_the_identity_of_another_account_is_not_judged(documents):
    elsewhere = "arn:aws:ses:eu-west-1:999999999999:identity/example.com"

    assert checks(documents, Standing(), elsewhere) == {"EMAIL": {"InSandbox": False}}


def test_what_ses_does_not_tell_is_left_out(documents):
    assert checks(documents, Standing(silent=True)) == {"EMAIL": {}}


def test_without_an_email_channel_there_is_nothing_to_check(documents):
    assert channel_checks("a", documents=documents, standing=Standing(), place=PLACE) == {}


def test_an_unknown_application_is_not_found(documents):
    with pytest.raises(NotFound):
        channel_checks("b", documents=documents, standing=Standing(), place=PLACE)


@pytest.mark.parametrize(
    ("text", "identity"),
    [
        (OWN, "example.com"),
        ("arn:aws:ses:eu-west-1:111122223333:identity/a@example.com", "a@example.com"),
        ("arn:aws:ses:us-east-1:111122223333:identity/example.com", None),
        ("arn:aws:sns:eu-west-1:111122223333:topic", None),
        ("example.com", "example.com"),
    ],
)
def test_an_identity_is_named_by_its_arn_or_itself(text, identity):
    assert own_identity(text, PLACE) == identity
