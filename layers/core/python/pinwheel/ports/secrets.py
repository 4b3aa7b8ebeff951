"""Secrets of issued access keys, made at random, and credentials of channels: kept encrypted."""

from __future__ import annotations

from typing import Protocol


class Secrets(Protocol):
    """Makes, encrypts and decrypts secrets; what was encrypted for one `owner` does not open for another."""

    def generate(self) -> str:
        """Make a secret of 40 characters from a source fit for cryptography."""
        ...

    def encrypt(self, secret: str, *, owner: str) -> str:
        """Encrypt a secret of at most 4,096 bytes; the answer is text."""
        ...

    def decrypt(self, ciphertext: str, *, owner: str) -> str:
        """Decrypt what `encrypt` made for the same owner.

        Raises:
            Unavailable: it could not be decrypted.
        """
        ...
