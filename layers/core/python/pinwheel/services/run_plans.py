"""What a run is started with: segment, shares, contents, limits, as they are at this moment.

Contents are stored under names made of their hashes, so that no later change of a template or channel
touches a run under way, and no later launch can change them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from pinwheel.domain import keys
from pinwheel.domain.campaigns.allotment import allotment
from pinwheel.domain.campaigns.model import internal, treatments
from pinwheel.domain.campaigns.states import CampaignState
from pinwheel.domain.campaigns.timeline import next_run
from pinwheel.domain.caps import CapRule
from pinwheel.domain.custom_delivery import delivered_content, delivering_hook
from pinwheel.domain.errors import Invalid, NotFound
from pinwheel.domain.quiet_time import quiet_time
from pinwheel.domain.runs import families
from pinwheel.domain.runs.plan import (
    DEFAULT_SLICES,
    LOCAL_STEP,
    STEP,
    LocalTime,
    RunPlan,
    Treatment,
    activity_id,
)
from pinwheel.domain.times import epoch_millis, iso, parse_iso
from pinwheel.ports.blobs import Blobs
from pinwheel.ports.clock import Clock
from pinwheel.ports.documents import Documents
from pinwheel.services.audience import load_segment
from pinwheel.services.courier import Loaders

JsonObject = Mapping[str, Any]


class CannotStartError(Exception):
    """A run cannot start; `state` is what becomes of the campaign."""

    def __init__(self, state: CampaignState, reason: str) -> None:
        """Keep both."""
        super().__init__(reason)
        self.state = state


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanningTools:
    """What planning a run takes; `loaders` load the contents of channels (services/courier.py)."""

    documents: Documents
    segment_documents: Documents
    loaders: Loaders
    blobs: Blobs
    clock: Clock
    slice_count: int = DEFAULT_SLICES


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Which run is planned; `treatment_id` None means all treatments."""

    run_id: str
    application_id: str
    campaign_id: str
    scheduled: str
    treatment_id: str | None = None
    is_event: bool = False


def plan_run(campaign: JsonObject, occasion: Occasion, *, tools: PlanningTools) -> RunPlan:
    """Take the snapshot that all workers of a run go by.

    Raises:
        CannotStartError: the segment is gone, or there is no content that could be sent.
    """
    hidden = internal(campaign)
    limits = hidden.get("Limits", {})
    return RunPlan(
        run_id=occasion.run_id,
        application_id=occasion.application_id,
        campaign_id=occasion.campaign_id,
        campaign_version=campaign["Version"],
        segment_id=campaign["SegmentId"],
        segment_version=_segment_version(campaign, tools=tools),
        scheduled=occasion.scheduled,
        started=iso(tools.clock.now()),
        shares=allotment(occasion.campaign_id, _sizes(campaign), campaign.get("HoldoutPercent") or 0),
        treatments=tuple(_treatments(campaign, occasion, tools=tools)),
        step=LOCAL_STEP if _is_local(campaign) else STEP,
        slices=0 if occasion.is_event else tools.slice_count,
        is_event=occasion.is_event,
        messages_per_second=limits.get("MessagesPerSecond"),
        maximum_duration=limits.get("MaximumDuration"),
        caps=_caps(campaign, occasion, tools=tools),
        hook={} if delivering_hook(_hook(campaign)) else _hook(campaign),
    )


def _segment_version(campaign: JsonObject, *, tools: PlanningTools) -> int | None:
    version = campaign.get("SegmentVersion") if internal(campaign).get("PinsSegment") else None
    try:
        segment = load_segment(
            campaign["ApplicationId"], campaign["SegmentId"], version, documents=tools.segment_documents
        )
    except (NotFound, Invalid) as error:
        raise CannotStartError(CampaignState.DELETED, str(error)) from error
    return segment.version


def _is_local(campaign: JsonObject) -> bool:
    return any((each.get("Schedule") or {}).get("IsLocalTime") for each in treatments(campaign).values())


def _caps(campaign: JsonObject, occasion: Occasion, *, tools: PlanningTools) -> CapRule:
    """Give the campaign's caps; its messages also count for others' where the application has one now."""
    hidden = internal(campaign)
    limits = hidden.get("Limits", {})
    settings = tools.documents.get(keys.settings(campaign["ApplicationId"]))
    application = {} if settings is None else settings.body.get("Limits") or {}
    return CapRule(
        campaign_id=campaign["Id"],
        daily=limits.get("Daily"),
        total=limits.get("Total"),
        app_daily=hidden.get("AppDaily"),
        counts_daily=bool(application.get("Daily")),
        begins=None if occasion.is_event else epoch_millis(parse_iso(occasion.scheduled)),
    )


def _sizes(campaign: JsonObject) -> dict[str, int]:
    additional = campaign.get("AdditionalTreatments") or []
    return {str(number): int(each["SizePercent"]) for number, each in enumerate(additional, start=1)}


def _hook(campaign: JsonObject) -> dict[str, Any]:
    return dict(campaign.get("Hook") or internal(campaign).get("Hook") or {})


def _treatments(campaign: JsonObject, occasion: Occasion, *, tools: PlanningTools) -> Iterator[Treatment]:
    for treatment_id, treatment in treatments(campaign).items():
        is_sent = occasion.treatment_id in (None, treatment_id)
        delivery = treatment.get("CustomDeliveryConfiguration") or {}
        contents = _contents(treatment, occasion, tools=tools) if is_sent else {}
        served = _served_by_custom(delivery) if families.CUSTOM in contents else ()
        own = {name: blob for name, blob in contents.items() if name != families.CUSTOM}
        if own and (target := delivering_hook(_hook(campaign))) and not served:
            # A hook that delivers gets what the channels would have sent.
            content = delivered_content(treatment.get("MessageConfiguration") or {})
            own = dict.fromkeys(own, _pinned(msgspec.json.encode(content), occasion, tools=tools))
            delivery, served = {"DeliveryUri": target}, tuple(own)
            contents = {families.CUSTOM: next(iter(own.values()))}
        yield Treatment(
            id=treatment_id,
            activity_id=activity_id(occasion.run_id, occasion.scheduled, treatment_id),
            contents=own | {each: contents[families.CUSTOM] for each in served},  # noqa: C420
            routes=dict.fromkeys(served, families.CUSTOM),
            custom_delivery=dict(delivery),
            sweep=_local_time(treatment.get("Schedule") or {}, occasion.scheduled),
            quiet_time=quiet_time(
                (treatment.get("Schedule") or {}).get("QuietTime"), internal(campaign).get("QuietTime")
            ),
            is_sent=is_sent,
        )


def _local_time(schedule: JsonObject, scheduled: str) -> LocalTime | None:
    if not schedule.get("IsLocalTime"):
        return None
    at = parse_iso(scheduled)
    following = next_run(schedule, at, anchor=at)
    return LocalTime(
        zone=schedule.get("Timezone") or None,
        end=schedule.get("EndTime") or None,
        next_start=None if following is None else iso(following),
    )


def _served_by_custom(delivery: JsonObject) -> tuple[str, ...]:
    """Name the endpoint types that are handed to a function or URL (spec 03, section 8)."""
    return tuple(delivery.get("EndpointTypes") or (families.CUSTOM,))


def _contents(treatment: JsonObject, occasion: Occasion, *, tools: PlanningTools) -> dict[str, str]:
    """Pin what a treatment says on each channel that is not disabled.

    Raises:
        CannotStartError: a content cannot be loaded, or none is left.
    """
    reason = "There is neither a message nor a template for any channel."
    contents: dict[str, str] = {}
    for channel_type, data in _loaded(treatment, occasion, tools=tools):
        channel = tools.documents.get(keys.channel(occasion.application_id, channel_type))
        if channel is not None and not channel.body.get("Enabled", True):
            reason = f"The {channel_type} channel is disabled."
            continue
        contents[channel_type] = _pinned(data, occasion, tools=tools)
    if not contents:
        raise CannotStartError(CampaignState.INVALID, reason)
    return contents


def _pinned(data: bytes, occasion: Occasion, *, tools: PlanningTools) -> str:
    """Store content under a name made of its hash."""
    name = f"runs/{occasion.run_id}/content/{hashlib.sha256(data).hexdigest()}.json"
    tools.blobs.put(name, data)
    return name


def _loaded(
    treatment: JsonObject, occasion: Occasion, *, tools: PlanningTools
) -> Iterator[tuple[str, bytes]]:
    for channel_type, load in tools.loaders.items():
        try:
            data = load(
                occasion.application_id,
                channel_type,
                treatment.get("MessageConfiguration") or {},
                treatment.get("TemplateConfiguration") or {},
                documents=tools.documents,
                blobs=tools.blobs,
            )
        except (NotFound, Invalid) as error:
            raise CannotStartError(CampaignState.INVALID, str(error)) from error
        if data is not None:
            yield channel_type, data
