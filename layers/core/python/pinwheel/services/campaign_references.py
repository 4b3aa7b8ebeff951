"""What a campaign names must exist: segment, templates, function or URL (spec 03, sections 2, 8 and 9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pinwheel.domain import keys
from pinwheel.domain.campaigns.content import TEMPLATE_TYPES
from pinwheel.domain.campaigns.model import DEFAULT_TREATMENT, Body, treatments
from pinwheel.domain.campaigns.timeline import Frequency
from pinwheel.domain.campaigns.timing import frequencies, schedules
from pinwheel.domain.errors import Invalid, NotFound
from pinwheel.domain.segments.model import SegmentDefinition
from pinwheel.domain.settings import without_unset
from pinwheel.domain.triggers.filters import read_filter
from pinwheel.ports.documents import Documents
from pinwheel.services.audience import load_segment
from pinwheel.services.delivery_targets import DeliveryTargets
from pinwheel.services.templates import require_template

Json = Mapping[str, Any]


def check_references(
    application_id: str,
    body: Json,
    *,
    old: Json | None,
    documents: Documents,
    segment_documents: Documents,
    targets: DeliveryTargets,
) -> None:
    """Refuse a campaign on a segment, template, function or URL that does not exist.

    Functions and URLs that the campaign had before (`old`) are not asked again.

    Raises:
        Invalid: names what is missing.
    """
    _check_filters(body)
    _check_segment(application_id, body, documents=segment_documents)
    known = _targets({} if old is None else old)
    for treatment in treatments(body).values():
        for member, template in without_unset(treatment.get("TemplateConfiguration") or {}).items():
            name, number = template.get("Name") or "", template.get("Version") or None
            require_template(name, TEMPLATE_TYPES[member], number, documents=documents)
    url = (body.get("Hook") or {}).get("WebUrl")
    if url and url != ((old or {}).get("Hook") or {}).get("WebUrl"):
        targets.check_hook(url)
    for target in _targets(body):
        if target not in known:
            targets.check(target)


def _check_filters(body: Json) -> None:
    """Read the event filters: domain/triggers knows them, which builds on campaigns."""
    for treatment_id, schedule in schedules(body).items():
        if schedule.get("EventFilter"):
            where = "" if treatment_id == DEFAULT_TREATMENT else f"AdditionalTreatments[{treatment_id}]."
            read_filter(schedule["EventFilter"], member=f"{where}Schedule.EventFilter")


def _targets(body: Json) -> list[str]:
    """Name the functions and URLs that custom messages are delivered to; each once."""
    configurations = (
        treatment.get("CustomDeliveryConfiguration") or {} for treatment in treatments(body).values()
    )
    return list(dict.fromkeys(each["DeliveryUri"] for each in configurations if each.get("DeliveryUri")))


def _check_segment(application_id: str, body: Json, *, documents: Documents) -> None:
    segment_id, version = body.get("SegmentId"), body.get("SegmentVersion")
    if not segment_id:
        return
    key = keys.segment(application_id, segment_id)
    if version is not None:
        key = keys.segment_version(application_id, segment_id, version)
    if documents.get(key) is None:
        which = "" if version is None else f" in version {version}"
        raise Invalid(f"Segment '{segment_id}'{which} does not exist.", member="SegmentId")
    if Frequency.EVENT in frequencies(body):
        _require_dynamic(application_id, segment_id, version, documents=documents)


def _require_dynamic(
    application_id: str, segment_id: str, version: int | None, *, documents: Documents
) -> None:
    """Refuse an imported segment, and one that builds on it, for events (spec 03, section 3.3)."""
    try:
        segment = load_segment(application_id, segment_id, version, documents=documents)
    except NotFound as error:
        raise Invalid(str(error), member="SegmentId") from error
    if _is_imported(segment):
        raise Invalid(
            f"Segment '{segment_id}' is imported, or builds on an import; "
            "a campaign with the Frequency EVENT needs a dynamic segment.",
            member="SegmentId",
        )


def _is_imported(segment: SegmentDefinition) -> bool:
    return bool(segment.lists) or any(map(_is_imported, segment.sources.values()))


def complete_segment(body: Body, *, documents: Documents) -> None:
    """Answer the segment's version also where the caller named none: the newest."""
    if body.get("SegmentId") and "SegmentVersion" not in body:
        found = documents.get(keys.segment(body["ApplicationId"], body["SegmentId"]))
        if found is not None:
            body["SegmentVersion"] = found.body["Version"]
