"""How the account and its identities stand with Amazon SES."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from pinwheel.domain.errors import Unavailable


class SesStanding:
    """Asks SES; what it does not tell is Unavailable."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def is_verified(self, identity: str) -> bool:
        """Tell whether an identity may be sent from; one that SES does not know may not."""
        try:
            return bool(self._client.get_email_identity(EmailIdentity=identity)["VerifiedForSendingStatus"])
        except self._client.exceptions.NotFoundException:
            return False
        except (BotoCoreError, ClientError) as error:
            raise Unavailable("SES does not tell about the identity.") from error

    def is_in_sandbox(self) -> bool:
        """Tell whether the account has no production access."""
        try:
            return not self._client.get_account()["ProductionAccessEnabled"]
        except (BotoCoreError, ClientError) as error:
            raise Unavailable("SES does not tell about the account.") from error
