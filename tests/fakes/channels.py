"""Valid requests for every kind of channel, and encryption that hides what it is given."""

from __future__ import annotations

import json

from pinwheel.domain.errors import Unavailable
from tests.fakes.pinpoint import PlainSecrets

SERVICE_JSON = json.dumps(
    {
        "type": "service_account",
        "project_id": "shop",
        "private_key": "-----BEGIN PRIVATE KEY-----\nfcm\n-----END PRIVATE KEY-----\n",
        "client_email": "sender@shop.iam.gserviceaccount.com",
    }
)
CERTIFICATE = {"Certificate": "certificate-pem", "PrivateKey": "private-key-pem"}
TOKEN = {
    "TokenKey": "token-key-p8",
    "TokenKeyId": "token-key-id",
    "TeamId": "team-id",
    "BundleId": "com.example.shop",
}
EMAIL = {
    "FromAddress": "shop@example.com",
    "Identity": "arn:aws:ses:eu-central-1:123456789012:identity/example.com",
}
REQUESTS = {
    "ADM": {"ClientId": "adm-client-id", "ClientSecret": "adm-client-secret"},
    "APNS": CERTIFICATE,
    "APNS_SANDBOX": TOKEN,
    "APNS_VOIP": TOKEN,
    "APNS_VOIP_SANDBOX": CERTIFICATE | TOKEN,
    "BAIDU": {"ApiKey": "baidu-key", "SecretKey": "baidu-secret"},
    "EMAIL": EMAIL,
    "GCM": {"ServiceJson": SERVICE_JSON},
    "SMS": {"SenderId": "SHOP", "ShortCode": "12345"},
    "VOICE": {},
}
"""One valid request for each kind."""


class HidingSecrets(PlainSecrets):
    """What is encrypted shows nothing of what it was; as KMS, it takes 4,096 bytes at most."""

    def encrypt(self, secret, *, owner):
        if len(secret.encode()) > 4096:
            raise Unavailable("KMS encrypt failed.")
        return super().encrypt(secret, owner=owner).encode().hex()

    def decrypt(self, ciphertext, *, owner):
        return super().decrypt(bytes.fromhex(ciphertext).decode(), owner=owner)
