"""Operations on recommender configurations (spec 04, section 10)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from pinwheel.api.call import Call
from pinwheel.api.paging import decode_token, encode_token, listing, page_size
from pinwheel.runtime import bootstrap
from pinwheel.services import recommenders

SCOPE = "account"


def create_recommender_configuration(call: Call) -> Any:
    """Create a configuration."""
    return recommenders.create_recommender(
        msgspec.to_builtins(call.body),
        documents=bootstrap.documents(),
        clock=bootstrap.clock(),
        ids=bootstrap.ids(),
    )


def get_recommender_configuration(call: Call) -> Any:
    """Read a configuration."""
    return recommenders.get_recommender(call.labels["RecommenderId"], documents=bootstrap.documents())


def update_recommender_configuration(call: Call) -> Any:
    """Replace a configuration."""
    return recommenders.update_recommender(
        call.labels["RecommenderId"],
        msgspec.to_builtins(call.body),
        documents=bootstrap.documents(),
        clock=bootstrap.clock(),
    )


def delete_recommender_configuration(call: Call) -> Any:
    """Delete a configuration."""
    return recommenders.delete_recommender(call.labels["RecommenderId"], documents=bootstrap.documents())


def get_recommender_configurations(call: Call) -> Any:
    """List the account's configurations."""
    items, after = recommenders.list_recommenders(
        limit=page_size(call),
        after=decode_token(call.operation, SCOPE, call.first("Token")),
        documents=bootstrap.documents(),
    )
    return listing("Item", items, encode_token(call.operation, SCOPE, after))


OPERATIONS: dict[str, Callable[[Call], Any]] = {
    "CreateRecommenderConfiguration": create_recommender_configuration,
    "DeleteRecommenderConfiguration": delete_recommender_configuration,
    "GetRecommenderConfiguration": get_recommender_configuration,
    "GetRecommenderConfigurations": get_recommender_configurations,
    "UpdateRecommenderConfiguration": update_recommender_configuration,
}
