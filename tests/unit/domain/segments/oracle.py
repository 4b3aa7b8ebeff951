"""Segments by the book: sets of endpoints, straight from the JSON form; slow and without the product's code.

`segments` maps IDs to documents (`Dimensions` or `SegmentGroups`, or `Members` for an imported one).
"""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta


def members(document, universe, segments, now):
    """Give the IDs of the members among `universe`, a mapping of ID to endpoint."""
    everybody = set(universe)
    if "Members" in document:
        return everybody & set(document["Members"])
    if "SegmentGroups" not in document:
        dimensions = document.get("Dimensions", {})
        return {i for i, e in universe.items() if all_hold(dimensions, e, now)}
    groups = document["SegmentGroups"]
    sets = [group_members(g, universe, segments, now) for g in groups.get("Groups", [])]
    return joined(groups.get("Include", "ALL"), sets, everybody)


def group_members(group, universe, segments, now):
    everybody = set(universe)
    sources = [members(segments[s["Id"]], universe, segments, now) for s in group.get("SourceSegments", [])]
    filters = [{i for i, e in universe.items() if all_hold(d, e, now)} for d in group.get("Dimensions", [])]
    base = joined(group.get("SourceType", "ALL"), sources, everybody)
    return base & joined(group.get("Type", "ALL"), filters, everybody)


def joined(how, sets, everybody):
    if not sets:
        return everybody
    if how == "ALL":
        return set.intersection(*sets)
    union = set.union(*sets)
    return union if how == "ANY" else everybody - union


def all_hold(dimensions, e, now):
    demographic, location = dimensions.get("Demographic", {}), dimensions.get("Location", {})
    checks = [
        is_in(demographic[name], [value] if value else [])
        for name, value in [
            ("Channel", e.channel_type),
            *((each, e.demographic.get(each)) for each in ("Platform", "Make", "Model", "AppVersion")),
        ]
        if name in demographic
    ]
    if "DeviceType" in demographic:
        checks.append(is_in(demographic["DeviceType"], e.attributes.get("DeviceType", [])))
    if "Country" in location:
        country = e.location.get("Country")
        checks.append(is_in(location["Country"], [country] if country else []))
    for name, test in dimensions.get("Attributes", {}).items():
        checks.append(attribute(test, e.attributes.get(name, [])))
    for name, test in dimensions.get("UserAttributes", {}).items():
        checks.append(attribute(test, e.user_attributes.get(name, [])))
    for name, test in dimensions.get("Metrics", {}).items():
        checks.append(name in e.metrics and metric(test, e.metrics[name]))
    if "Behavior" in dimensions:
        checks.append(recency(dimensions["Behavior"]["Recency"], e, now))
    if "GPSPoint" in location:
        checks.append(point(location["GPSPoint"], e))
    return all(checks)


def is_in(test, actual):
    found = bool(set(test["Values"]) & set(actual))
    return not found if test.get("DimensionType") == "EXCLUSIVE" else found


def instant(text):
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def attribute(test, actual):
    kind, values = test.get("AttributeType", "INCLUSIVE"), test["Values"]
    if kind in {"INCLUSIVE", "EXCLUSIVE"}:
        return is_in({"DimensionType": kind, "Values": values}, actual)
    if kind == "CONTAINS":
        return any(v in a for v in values for a in actual)
    dates = [d for d in map(instant, actual) if d is not None]
    low, high = instant(values[0]), instant(values[-1])
    if kind == "NOT_BETWEEN":
        return bool(dates) and all(not low <= d <= high for d in dates)
    tests = {
        "BEFORE": lambda d: d < low,
        "AFTER": lambda d: d > low,
        "ON": lambda d: d.astimezone(UTC).date() == low.astimezone(UTC).date(),
        "BETWEEN": lambda d: low <= d <= high,
    }
    return any(tests[kind](d) for d in dates)


def metric(test, actual):
    value = test["Value"]
    return {
        "EQUAL": actual == value,
        "GREATER_THAN": actual > value,
        "GREATER_THAN_OR_EQUAL": actual >= value,
        "LESS_THAN": actual < value,
        "LESS_THAN_OR_EQUAL": actual <= value,
    }[test["ComparisonOperator"]]


def recency(test, e, now):
    days = {"HR_24": 1, "DAY_7": 7, "DAY_14": 14, "DAY_30": 30}[test["Duration"]]
    active = e.last_activity is not None and instant(e.last_activity) >= now - timedelta(days=days)
    return active == (test["RecencyType"] == "ACTIVE")


def point(test, e):
    if "Latitude" not in e.location:
        return False
    a, b = math.radians(test["Coordinates"]["Latitude"]), math.radians(e.location["Latitude"])
    east = math.radians(e.location["Longitude"] - test["Coordinates"]["Longitude"])
    cosine = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(east)
    return 6371.0088 * math.acos(max(-1.0, min(1.0, cosine))) <= test["RangeInKilometers"]
