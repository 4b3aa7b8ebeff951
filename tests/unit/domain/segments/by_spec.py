"""A second reading of spec 02, sections 3 and 4: one endpoint, one segment, straight from the requests' JSON.

Nothing of the product is used. `endpoint` is a request body of UpdateEndpoint with `Id` and `LastActivity`;
`segments` maps IDs to request bodies of CreateSegment, or to `{"Imported": [IDs]}`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from math import asin, cos, radians, sin, sqrt

ALPHA_3 = {"DEU": "DE", "USA": "US", "GBR": "GB", "CHE": "CH"}
DAYS = {"HR_24": 1, "DAY_7": 7, "DAY_14": 14, "DAY_30": 30}
ISO = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?")


def is_member(segment, endpoint, segments, now):
    if "Imported" in segment:
        return endpoint["Id"].lower() in {each.lower() for each in segment["Imported"]}
    if segment.get("SegmentGroups"):
        listed = segment["SegmentGroups"]
        groups = [in_group(group, endpoint, segments, now) for group in listed.get("Groups") or []]
        return combine(listed.get("Include"), groups)
    return fits(segment.get("Dimensions") or {}, endpoint, now)


def in_group(group, endpoint, segments, now):
    sources = [
        is_member(segments[each["Id"]], endpoint, segments, now) for each in group.get("SourceSegments") or []
    ]
    filters = [fits(each, endpoint, now) for each in group.get("Dimensions") or []]
    return combine(group.get("SourceType"), sources) and combine(group.get("Type"), filters)


def combine(how, answers):
    if not answers:
        return True
    return {"ANY": any, "NONE": lambda each: not any(each)}.get(how or "ALL", all)(answers)


def fits(dimensions, endpoint, now):
    return all(answers(dimensions, endpoint, now))


def answers(dimensions, endpoint, now):
    """Answer for each member that is present."""
    demographic, location = endpoint.get("Demographic", {}), endpoint.get("Location", {})
    own, user = endpoint.get("Attributes", {}), endpoint.get("User", {}).get("UserAttributes", {})
    yield from demographic_answers(dimensions.get("Demographic") or {}, demographic, endpoint)
    places = dimensions.get("Location") or {}
    if "Country" in places:
        values = [country(each) for each in places["Country"]["Values"]]
        found = [country(location["Country"])] if "Country" in location else []
        yield in_set({**places["Country"], "Values": values}, found)
    if "GPSPoint" in places:
        yield near(places["GPSPoint"], location)
    for name, test in (dimensions.get("Attributes") or {}).items():
        yield attribute(test, own.get(name, []))
    for name, test in (dimensions.get("UserAttributes") or {}).items():
        yield attribute(test, user.get(name, []))
    for name, test in (dimensions.get("Metrics") or {}).items():
        yield name in endpoint.get("Metrics", {}) and compare(test, endpoint["Metrics"][name])
    if "Behavior" in dimensions:
        test = dimensions["Behavior"]["Recency"]
        last = endpoint.get("LastActivity")
        edge = now - timedelta(days=DAYS[test["Duration"]])
        active = last is not None and moment(last) >= edge
        yield active if test["RecencyType"] == "ACTIVE" else not active


def demographic_answers(wanted, demographic, endpoint):
    for name in ("Platform", "Make", "Model", "AppVersion"):
        if name in wanted:
            yield in_set(wanted[name], [demographic[name]] if name in demographic else [])
    if "Channel" in wanted:
        yield in_set(wanted["Channel"], [endpoint["ChannelType"]] if "ChannelType" in endpoint else [])
    if "DeviceType" in wanted:
        yield in_set(wanted["DeviceType"], endpoint.get("Attributes", {}).get("DeviceType", []))


def country(code):
    folded = code.strip().upper()
    return ALPHA_3.get(folded, folded)


def in_set(test, found):
    hit = any(value in test["Values"] for value in found)
    return not hit if test.get("DimensionType") == "EXCLUSIVE" else hit


def near(test, location):
    if location.get("Latitude") is None:
        return False
    here, there = test["Coordinates"], location
    a, b = radians(here["Latitude"]), radians(there["Latitude"])
    east = radians(there["Longitude"] - here["Longitude"])
    h = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(east / 2) ** 2
    return 2 * 6371.0088 * asin(sqrt(min(h, 1))) <= test["RangeInKilometers"]


def compare(test, actual):
    wanted = test["Value"]
    match test["ComparisonOperator"]:
        case "EQUAL":
            return actual == wanted
        case "GREATER_THAN":
            return actual > wanted
        case "GREATER_THAN_OR_EQUAL":
            return actual >= wanted
        case "LESS_THAN":
            return actual < wanted
        case _:
            return actual <= wanted


def moment(text):
    """Read an ISO instant, a plain date, or one with an offset; None for all else."""
    if not ISO.fullmatch(text):
        return None
    try:
        read = datetime.fromisoformat(text)
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def attribute(test, values):
    kind, wanted = test.get("AttributeType") or "INCLUSIVE", test["Values"]
    if kind == "EXCLUSIVE":
        return not any(value in wanted for value in values)
    if kind == "INCLUSIVE":
        return any(value in wanted for value in values)
    if kind == "CONTAINS":
        return any(part in value for value in values for part in wanted)
    found = [date for date in map(moment, values) if date is not None]
    bounds = [moment(each) for each in wanted]
    between = any(bounds[0] <= date <= bounds[-1] for date in found)
    match kind:
        case "BEFORE":
            return any(date < bounds[0] for date in found)
        case "AFTER":
            return any(date > bounds[0] for date in found)
        case "ON":
            return any(date.date() == bounds[0].date() for date in found)
        case "BETWEEN":
            return between
        case _:
            return bool(found) and not between
