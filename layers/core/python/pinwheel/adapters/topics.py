"""Customers' topics in Amazon SNS."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from pinwheel.domain.errors import Invalid, Unavailable

_FINAL = frozenset(
    {"NotFound", "NotFoundException", "AuthorizationError", "InvalidParameter", "AccessDenied"}
)


class SnsTopics:
    """The port over SNS."""

    def __init__(self, client: Any) -> None:
        """Keep the client."""
        self._client = client

    def publish(self, topic_arn: str, message: str) -> None:
        """Publish a message."""
        try:
            self._client.publish(TopicArn=topic_arn, Message=message)
        except ClientError as error:
            code = error.response["Error"].get("Code", "")
            if code in _FINAL:
                raise Invalid(f"SNS does not take messages for {topic_arn}: {code}.") from error
            raise Unavailable(f"SNS publish failed: {code}.") from error
        except BotoCoreError as error:
            raise Unavailable("SNS publish failed.") from error
