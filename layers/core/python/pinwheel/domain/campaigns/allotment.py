"""Who gets which treatment, and who gets nothing (spec 03, sections 6 and 9; spec 05, sections 3.2 and 4).

Cohorts 0 to 99 are turned by a hash of the campaign, so that not always the same people are held out, then
laid out as

    0                                                              99
    | default treatment | treatment 1 | treatment 2 | ... | holdout |
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping

import msgspec

from pinwheel.domain.campaigns.model import DEFAULT_TREATMENT
from pinwheel.domain.campaigns.send_status import SendStatus
from pinwheel.domain.endpoints import Endpoint

COHORTS = 100


class Allotment(msgspec.Struct, frozen=True, kw_only=True):
    """How a campaign shares out its cohorts: turned by `turn`, `blocks` in order, the rest held out."""

    turn: int
    blocks: tuple[tuple[str, int], ...]

    def place(self, cohort: int) -> tuple[str, bool]:
        """Find the treatment of a cohort, and whether it is held out (then it counts for the default one)."""
        at = (cohort + self.turn) % COHORTS
        for treatment_id, size in self.blocks:
            if at < size:
                return treatment_id, False
            at -= size
        return DEFAULT_TREATMENT, True


def allotment(campaign_id: str, sizes: Mapping[str, int], holdout_percent: int) -> Allotment:
    """Lay out the cohorts; `sizes` are of the additional treatments, the default one gets the rest."""
    remainder = COHORTS - holdout_percent - sum(sizes.values())
    digest = hashlib.blake2b(campaign_id.encode(), digest_size=8).digest()
    return Allotment(
        turn=int.from_bytes(digest) % COHORTS,
        blocks=((DEFAULT_TREATMENT, remainder), *sizes.items()),
    )


class Placement(msgspec.Struct, frozen=True):
    """What becomes of one endpoint: `status` None is a recipient; `metric` names why it is left out."""

    treatment_id: str
    status: SendStatus | None = None
    metric: str | None = None


def decide(
    endpoint: Endpoint,
    *,
    shares: Allotment,
    channels: Mapping[str, Collection[str]],
    served: set[tuple[str, str]],
) -> Placement:
    """Decide about one endpoint of the segment.

    `channels` names, for each treatment, the channels that it has content for; `served` remembers the
    addresses that this part of the audience has had, and is added to.
    """
    treatment_id, held_out = shares.place(int(endpoint.cohort_id or 0))
    metric = _left_out(endpoint)
    if metric is not None:
        return Placement(treatment_id, metric=metric)
    if held_out:
        return Placement(treatment_id, status=SendStatus.HOLDOUT)
    if endpoint.channel_type not in channels.get(treatment_id, ()):
        return Placement(
            treatment_id, status=SendStatus.UNSUPPORTED_CHANNEL, metric="ENDPOINT_CHANNEL_MISMATCH"
        )
    address = (str(endpoint.channel_type), str(endpoint.address).lower())
    if address in served:
        return Placement(treatment_id, status=SendStatus.DUPLICATE_ADDRESS, metric="DUPLICATE_ENDPOINT")
    served.add(address)
    return Placement(treatment_id)


def _left_out(endpoint: Endpoint) -> str | None:
    """Name why an endpoint is no recipient whatever the campaign; None when nothing stands against it."""
    if endpoint.endpoint_status == "INACTIVE":
        return "ENDPOINT_INACTIVE"
    if endpoint.opt_out == "ALL":
        return "ENDPOINT_OPT_OUT"
    if not endpoint.channel_type:
        return "ENDPOINT_MISSING_CHANNEL"
    if not endpoint.address:
        return "ENDPOINT_MISSING_ADDRESS"
    return None
