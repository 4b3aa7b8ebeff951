"""Secrets encrypted by AWS KMS, with their owner (an access key's ID, a channel) as encryption context."""

from __future__ import annotations

import base64
import secrets
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from pinwheel.domain.errors import Unavailable

CONTEXT = "AccessKeyId"
RANDOM_BYTES = 30
"""40 characters of base64, as long as AWS's own secret keys."""


class KmsSecrets:
    """The port over one KMS key."""

    def __init__(self, client: Any, key_id: str, *, context: str = CONTEXT) -> None:
        """Keep the client, the key's ID or ARN and the name that the context gives to owners."""
        self._client = client
        self._key_id = key_id
        self._context = context

    def generate(self) -> str:
        """Make a secret; the URL-safe alphabet survives every shell and configuration file."""
        return secrets.token_urlsafe(RANDOM_BYTES)

    def encrypt(self, secret: str, *, owner: str) -> str:
        """Encrypt by KMS."""
        answer = self._call("encrypt", Plaintext=secret.encode(), EncryptionContext={self._context: owner})
        return base64.b64encode(answer["CiphertextBlob"]).decode()

    def decrypt(self, ciphertext: str, *, owner: str) -> str:
        """Decrypt by KMS; the key is named, so that no other key's ciphertext is taken."""
        blob = base64.b64decode(ciphertext)
        answer = self._call("decrypt", CiphertextBlob=blob, EncryptionContext={self._context: owner})
        plaintext: bytes = answer["Plaintext"]
        return plaintext.decode()

    def _call(self, operation: str, **request: Any) -> Any:
        try:
            return getattr(self._client, operation)(KeyId=self._key_id, **request)
        except (BotoCoreError, ClientError) as error:
            raise Unavailable(f"KMS {operation} failed.") from error
