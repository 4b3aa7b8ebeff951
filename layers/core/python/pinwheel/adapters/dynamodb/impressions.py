"""Displays of in-app campaigns in the events table: one item per endpoint, a set of events per campaign.

    SHOWN#<app>#<endpoint>   SHOWN   `c:<campaign>` (set of hashes of events), expires_at

Adding to a set what is in it changes nothing, so an event that comes twice counts once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from pinwheel.domain.errors import Unavailable
from pinwheel.domain.rollups import places
from pinwheel.ports.clock import Clock

MOST = 128
"""Displays that are kept apart; no cap is higher than 100 (spec 03, section 5)."""
RETENTION_SECONDS = 366 * 86_400
_CAMPAIGN = "c:"


class DynamoImpressions:
    """The port over one table."""

    def __init__(self, client: Any, table: str, *, clock: Clock) -> None:
        """Keep the client, the table's name and the clock."""
        self._client = client
        self._table = table
        self._clock = clock

    def add(self, application_id: str, endpoint_id: str, campaign_id: str, event_id: str) -> None:
        """Add the event's hash to the campaign's set, while that is small."""
        mark = hashlib.blake2b(event_id.encode(), digest_size=8).digest()
        expiry = int(self._clock.real_now().timestamp()) + RETENTION_SECONDS
        try:
            self._client.update_item(
                TableName=self._table,
                Key=_key(application_id, endpoint_id),
                UpdateExpression="ADD #campaign :event SET expires_at = :expiry",
                ConditionExpression="attribute_not_exists(#campaign) OR size(#campaign) < :most",
                ExpressionAttributeNames={"#campaign": f"{_CAMPAIGN}{campaign_id}"},
                ExpressionAttributeValues={
                    ":event": {"BS": [mark]},
                    ":expiry": {"N": str(expiry)},
                    ":most": {"N": str(MOST)},
                },
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise Unavailable("DynamoDB update_item failed.") from error
        except BotoCoreError as error:
            raise Unavailable("DynamoDB update_item failed.") from error

    def of_endpoint(self, application_id: str, endpoint_id: str) -> Mapping[str, int]:
        """Count the sets."""
        try:
            answer = self._client.get_item(TableName=self._table, Key=_key(application_id, endpoint_id))
        except (BotoCoreError, ClientError) as error:
            raise Unavailable("DynamoDB get_item failed.") from error
        item = answer.get("Item") or {}
        return {
            name.removeprefix(_CAMPAIGN): len(value["BS"])
            for name, value in item.items()
            if name.startswith(_CAMPAIGN)
        }


def _key(application_id: str, endpoint_id: str) -> dict[str, Any]:
    place = places.shown_endpoint(application_id, endpoint_id)
    return {"pk": {"S": place.pk}, "sk": {"S": place.sk}}
