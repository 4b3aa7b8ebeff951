"""What a segment asks of an endpoint, as values (spec 02, sections 3 and 4).

SegmentDefinition            one version of a segment, with the segments it builds on
└── Rule                     how groups combine
    └── Group                base segments, and how sets of criteria combine
        └── Dimensions       criteria that must all hold
            └── Criterion    one comparison: attribute, metric, set, recency or GPS point
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta


class Combination(enum.StrEnum):
    """How the parts of a set are joined; an empty set always lets everybody through."""

    ALL = "ALL"
    ANY = "ANY"
    NONE = "NONE"


class AttributeOperator(enum.StrEnum):
    """How attribute values are compared (spec 02, section 4.1)."""

    INCLUSIVE = "INCLUSIVE"
    EXCLUSIVE = "EXCLUSIVE"
    CONTAINS = "CONTAINS"
    BEFORE = "BEFORE"
    AFTER = "AFTER"
    BETWEEN = "BETWEEN"
    ON = "ON"
    NOT_BETWEEN = "NOT_BETWEEN"


class MetricOperator(enum.StrEnum):
    """How metrics are compared (spec 02, section 4.3)."""

    EQUAL = "EQUAL"
    GREATER_THAN = "GREATER_THAN"
    GREATER_THAN_OR_EQUAL = "GREATER_THAN_OR_EQUAL"
    LESS_THAN = "LESS_THAN"
    LESS_THAN_OR_EQUAL = "LESS_THAN_OR_EQUAL"


class SetMember(enum.StrEnum):
    """What a SetDimension can look at."""

    CHANNEL = "Channel"
    PLATFORM = "Platform"
    MAKE = "Make"
    MODEL = "Model"
    APP_VERSION = "AppVersion"
    DEVICE_TYPE = "DeviceType"
    COUNTRY = "Country"


@dataclass(frozen=True, slots=True)
class AttributeCriterion:
    """A custom attribute of the endpoint, or of its user."""

    name: str
    of_user: bool
    operator: AttributeOperator
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MetricCriterion:
    """A custom metric of the endpoint."""

    name: str
    operator: MetricOperator
    value: float


@dataclass(frozen=True, slots=True)
class SetCriterion:
    """A standard property that is one of some values, or none of them."""

    member: SetMember
    exclusive: bool
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecencyCriterion:
    """Activity within a window before the evaluation, or the lack of it."""

    active: bool
    window: timedelta


@dataclass(frozen=True, slots=True)
class PointCriterion:
    """A circle on the globe."""

    latitude: float
    longitude: float
    kilometers: float


Criterion = AttributeCriterion | MetricCriterion | SetCriterion | RecencyCriterion | PointCriterion
Dimensions = tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """Another segment; without a version its latest counts."""

    segment_id: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Base segments, filtered by dimensions."""

    source_type: Combination = Combination.ALL
    sources: tuple[Reference, ...] = ()
    type: Combination = Combination.ALL
    dimensions: tuple[Dimensions, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """Groups and how they combine; without groups everybody is a member."""

    include: Combination = Combination.ALL
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class SegmentDefinition:
    """One version of a segment, complete: `sources` holds every segment that its groups refer to.

    `lists` names the member lists of an imported segment (ports/members.py); None for dimensional ones.
    """

    application_id: str
    segment_id: str
    version: int
    rule: Rule = Rule()
    lists: tuple[str, ...] | None = None
    sources: Mapping[Reference, SegmentDefinition] = field(default_factory=dict)
