"""The arms of a campaign: everybody in its segment, by the treatment or holdout that their cohort fell to.

Endpoints that could not be reached are in the arms as well: whether somebody opts out may be an effect of
what they got, so leaving them out afterwards would compare groups that are no longer alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pinwheel.domain.campaigns.allotment import COHORTS, allotment
from pinwheel.domain.campaigns.model import DEFAULT_TREATMENT
from pinwheel.domain.errors import Invalid

HOLDOUT = "Holdout"


def campaign_arms(campaign: Mapping[str, Any], segment_version: int) -> list[dict[str, Any]]:
    """Give the arms of a campaign in their stored form: treatments in order, then the holdout.

    Raises:
        Invalid: there is nothing to compare, because everybody gets the same.
    """
    additional = campaign.get("AdditionalTreatments") or []
    sizes = {str(number): each["SizePercent"] for number, each in enumerate(additional, start=1)}
    shares = allotment(campaign["Id"], sizes, campaign.get("HoldoutPercent") or 0)
    names = _names(campaign, additional)
    cohorts: dict[str, list[int]] = {}
    for cohort in range(COHORTS):
        treatment_id, held_out = shares.place(cohort)
        cohorts.setdefault(HOLDOUT if held_out else names[treatment_id], []).append(cohort)
    if len(cohorts) < 2:
        raise Invalid("The campaign has neither a holdout nor several treatments.", member="CampaignId")
    return [
        {
            "Name": name,
            "SegmentId": campaign["SegmentId"],
            "SegmentVersion": segment_version,
            "Share": len(cohorts[name]),
            "Cohorts": cohorts[name],
        }
        for name in (*names.values(), HOLDOUT)
        if name in cohorts
    ]


def default_control(arms: list[dict[str, Any]]) -> str:
    """Choose what to compare with: the holdout, or else the default treatment."""
    names = [str(arm["Name"]) for arm in arms]
    return HOLDOUT if HOLDOUT in names else names[0]


def _names(campaign: Mapping[str, Any], additional: list[Mapping[str, Any]]) -> dict[str, str]:
    """Name each treatment: its own name where that is one of a kind."""
    given = {DEFAULT_TREATMENT: campaign.get("TreatmentName")}
    given |= {str(number): each.get("TreatmentName") for number, each in enumerate(additional, start=1)}
    taken = [*given.values(), HOLDOUT]
    return {
        treatment_id: name if name and taken.count(name) == 1 else f"Treatment {treatment_id}"
        for treatment_id, name in given.items()
    }
