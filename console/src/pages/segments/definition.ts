/** A segment as the builder holds it, to and from what the API knows. Nothing is lost on the way. */
import type {
  SegmentDimensions,
  SegmentGroup,
  SegmentResponse,
  WriteSegmentRequest,
} from "@aws-sdk/client-pinpoint";

export const NAMED_KINDS = ["attribute", "userAttribute", "metric"] as const;
export const SET_KINDS = [
  "channel",
  "platform",
  "make",
  "model",
  "appVersion",
  "deviceType",
  "country",
] as const;
export const KINDS = [...NAMED_KINDS, ...SET_KINDS, "recency", "gps"] as const;
export type Kind = (typeof KINDS)[number];
type SetKind = (typeof SET_KINDS)[number];

export const ATTRIBUTE_OPERATORS = [
  "INCLUSIVE",
  "EXCLUSIVE",
  "CONTAINS",
  "BEFORE",
  "AFTER",
  "ON",
  "BETWEEN",
  "NOT_BETWEEN",
] as const;
export const METRIC_OPERATORS = [
  "EQUAL",
  "GREATER_THAN",
  "GREATER_THAN_OR_EQUAL",
  "LESS_THAN",
  "LESS_THAN_OR_EQUAL",
] as const;
export const DURATIONS = ["HR_24", "DAY_7", "DAY_14", "DAY_30"] as const;
export const DATE_OPERATORS: readonly string[] = ["BEFORE", "AFTER", "ON", "BETWEEN", "NOT_BETWEEN"];
const RANGES: readonly string[] = ["BETWEEN", "NOT_BETWEEN"];

export interface Criterion {
  readonly kind: Kind;
  readonly name: string;
  readonly operator: string;
  readonly values: readonly string[];
  /** A metric's number, a recency's duration. */
  readonly value: string;
  readonly latitude: string;
  readonly longitude: string;
  readonly kilometers: string;
}

export const QUANTIFIERS = ["ALL", "ANY", "NONE"] as const;
export type Quantifier = (typeof QUANTIFIERS)[number];

export function quantifier(text: string | undefined): Quantifier {
  return QUANTIFIERS.find((each) => each === text) ?? "ALL";
}

export interface Source {
  readonly id: string;
  readonly version?: number;
}

export interface Group {
  readonly sourceType: Quantifier;
  readonly sources: readonly Source[];
  readonly type: Quantifier;
  /** Sets of criteria; within a set all must hold. */
  readonly sets: readonly (readonly Criterion[])[];
}

export interface Draft {
  readonly name: string;
  readonly include: Quantifier;
  readonly groups: readonly Group[];
}

export function operatorsOf(kind: Kind): readonly string[] {
  if (kind === "attribute" || kind === "userAttribute") return ATTRIBUTE_OPERATORS;
  if (kind === "metric") return METRIC_OPERATORS;
  if (kind === "recency") return ["ACTIVE", "INACTIVE"];
  if (kind === "gps") return ["WITHIN"];
  return ["INCLUSIVE", "EXCLUSIVE"];
}

export function newCriterion(kind: Kind): Criterion {
  return {
    kind,
    name: "",
    operator: operatorsOf(kind)[0]!,
    values: [],
    value: kind === "recency" ? "DAY_30" : "",
    latitude: "",
    longitude: "",
    kilometers: "",
  };
}

export function newGroup(): Group {
  return { sourceType: "ANY", sources: [], type: "ALL", sets: [[]] };
}

export function newDraft(): Draft {
  return { name: "", include: "ALL", groups: [newGroup()] };
}

/** What is still missing; told when somebody wants to save. */
export type Gap = "needName" | "needValues" | "needTwo" | "needNumber";
/** What is wrong; told at once. */
export type Mistake = "oneDate" | "badDate" | "badOrder" | "badNumber" | "badCountry" | "badPlace" | "badRadius" | "tooLong";
export type Fault = Gap | Mistake;

const GAPS: readonly Fault[] = ["needName", "needValues", "needTwo", "needNumber"];
const DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
const COUNTRY = /^[A-Za-z]{2,3}$/;
const LONGEST_VALUE = 100;
const LONGEST_NAME = 50;

/** What a criterion lacks or has wrong, if anything. */
export function faultOf(criterion: Criterion): Fault | undefined {
  const { kind, name, value } = criterion;
  if (isNamed(kind) && !name.trim()) return "needName";
  if (isNamed(kind) && name.length > LONGEST_NAME) return "tooLong";
  if (kind === "metric") {
    if (!value.trim()) return "needNumber";
    return isNumber(value) ? undefined : "badNumber";
  }
  if (kind === "recency") return undefined;
  return kind === "gps" ? faultOfPlace(criterion) : faultOfValues(criterion);
}

export function isGap(fault: Fault): fault is Gap {
  return GAPS.includes(fault);
}

function isNamed(kind: Kind): boolean {
  return NAMED_KINDS.some((named) => named === kind);
}

function faultOfPlace({ latitude, longitude, kilometers }: Criterion): Fault | undefined {
  const given = [latitude, longitude, kilometers];
  if (given.some((text) => !text.trim())) return "needNumber";
  if (!given.every(isNumber)) return "badNumber";
  if (Math.abs(Number(latitude)) > 90 || Math.abs(Number(longitude)) > 180) return "badPlace";
  return Number(kilometers) > 0 ? undefined : "badRadius";
}

function faultOfValues({ kind, operator, values }: Criterion): Fault | undefined {
  if (values.some((text) => text.length > LONGEST_VALUE)) return "tooLong";
  if (kind === "country" && !values.every((text) => COUNTRY.test(text))) return "badCountry";
  if (!DATE_OPERATORS.includes(operator)) return values.length ? undefined : "needValues";
  if (!values.every((text) => DATE.test(text) && !Number.isNaN(Date.parse(text)))) return "badDate";
  if (!RANGES.includes(operator)) {
    if (values.length > 1) return "oneDate";
    return values.length ? undefined : "needValues";
  }
  if (values.length !== 2) return values.length > 2 ? "oneDate" : "needTwo";
  return Date.parse(values[0]!) <= Date.parse(values[1]!) ? undefined : "badOrder";
}

function isNumber(text: string): boolean {
  return text.trim() !== "" && Number.isFinite(Number(text));
}

/** Under ALL a collision is solved by one more set, which means the same; else it is the author's to solve. */
export function collides(set: readonly Criterion[], type: Quantifier): boolean {
  return type !== "ALL" && dimensionsOf(set).length > 1;
}

export function isComplete(draft: Draft): boolean {
  return draft.groups.every(({ sets, type }) =>
    sets.every((set) => set.every((criterion) => !faultOf(criterion)) && !collides(set, type)),
  );
}

export function requestOf(draft: Draft): WriteSegmentRequest {
  const groups = draft.groups.filter(({ sources, sets }) => sources.length > 0 || sets.some((set) => set.length > 0));
  if (groups.length === 0) return { Name: draft.name, Dimensions: {} };
  return {
    Name: draft.name,
    SegmentGroups: { Include: draft.include, Groups: groups.map(groupRequest) },
  };
}

function groupRequest(group: Group): SegmentGroup {
  return {
    SourceType: group.sourceType,
    SourceSegments: group.sources.map(({ id, version }) =>
      version === undefined ? { Id: id } : { Id: id, Version: version },
    ),
    Type: group.type,
    Dimensions: group.sets.flatMap(dimensionsOf),
  };
}

/** Put each criterion into the first object that has its place free. */
export function dimensionsOf(set: readonly Criterion[]): SegmentDimensions[] {
  const objects: { taken: Set<string>; criteria: Criterion[] }[] = [];
  for (const criterion of set) {
    const place = `${criterion.kind} ${criterion.name}`;
    let object = objects.find(({ taken }) => !taken.has(place));
    if (!object) {
      object = { taken: new Set(), criteria: [] };
      objects.push(object);
    }
    object.taken.add(place);
    object.criteria.push(criterion);
  }
  return objects.map(({ criteria }) => dimensions(criteria));
}

const DEMOGRAPHIC = {
  channel: "Channel",
  platform: "Platform",
  make: "Make",
  model: "Model",
  appVersion: "AppVersion",
  deviceType: "DeviceType",
} as const;

function dimensions(criteria: readonly Criterion[]): SegmentDimensions {
  const made: SegmentDimensions = {};
  for (const criterion of criteria) {
    const { kind, name, operator, values } = criterion;
    if (kind === "attribute" || kind === "userAttribute") {
      const member = kind === "attribute" ? "Attributes" : "UserAttributes";
      made[member] = {
        ...made[member],
        // The SDK's list of operators lacks NOT_BETWEEN, which the API takes.
        [name]: { AttributeType: operator as "INCLUSIVE", Values: [...values] },
      };
    } else if (kind === "metric") {
      made.Metrics = {
        ...made.Metrics,
        [name]: { ComparisonOperator: operator, Value: Number(criterion.value) },
      };
    } else if (kind === "recency") {
      made.Behavior = {
        Recency: { RecencyType: operator as "ACTIVE", Duration: criterion.value as "HR_24" },
      };
    } else if (kind === "gps") {
      made.Location = {
        ...made.Location,
        GPSPoint: {
          Coordinates: { Latitude: Number(criterion.latitude), Longitude: Number(criterion.longitude) },
          RangeInKilometers: Number(criterion.kilometers),
        },
      };
    } else {
      const dimension = { DimensionType: operator as "INCLUSIVE", Values: [...values] };
      if (kind === "country") made.Location = { ...made.Location, Country: dimension };
      else made.Demographic = { ...made.Demographic, [DEMOGRAPHIC[kind]]: dimension };
    }
  }
  return made;
}

export function draftOf(segment: SegmentResponse): Draft {
  const list = segment.SegmentGroups;
  const groups = list?.Groups?.length
    ? list.Groups.map(groupOf)
    : [{ ...newGroup(), sets: [criteriaOf(segment.Dimensions ?? {})] }];
  return { name: segment.Name ?? "", include: quantifier(list?.Include), groups };
}

function groupOf(group: SegmentGroup): Group {
  const sets = (group.Dimensions ?? []).map(criteriaOf);
  return {
    sourceType: quantifier(group.SourceType),
    sources: (group.SourceSegments ?? []).map(({ Id, Version }) =>
      Version === undefined ? { id: Id! } : { id: Id!, version: Version },
    ),
    type: quantifier(group.Type),
    sets: sets.length ? sets : [[]],
  };
}

export function criteriaOf(dimension: SegmentDimensions): readonly Criterion[] {
  const criteria: Criterion[] = [];
  const put = (kind: Kind, facts: Partial<Criterion>) => criteria.push({ ...newCriterion(kind), ...facts });
  for (const [kind, member] of [
    ["attribute", dimension.Attributes],
    ["userAttribute", dimension.UserAttributes],
  ] as const) {
    for (const [name, { AttributeType, Values }] of Object.entries(member ?? {})) {
      put(kind, { name, operator: AttributeType ?? "INCLUSIVE", values: Values ?? [] });
    }
  }
  for (const [name, { ComparisonOperator, Value }] of Object.entries(dimension.Metrics ?? {})) {
    put("metric", { name, operator: ComparisonOperator ?? "EQUAL", value: String(Value ?? "") });
  }
  for (const [kind, member] of Object.entries(DEMOGRAPHIC) as [SetKind & keyof typeof DEMOGRAPHIC, "Channel"][]) {
    const set = dimension.Demographic?.[member];
    if (set) put(kind, { operator: set.DimensionType ?? "INCLUSIVE", values: set.Values ?? [] });
  }
  const { Country, GPSPoint } = dimension.Location ?? {};
  if (Country) put("country", { operator: Country.DimensionType ?? "INCLUSIVE", values: Country.Values ?? [] });
  if (GPSPoint) {
    put("gps", {
      latitude: String(GPSPoint.Coordinates?.Latitude ?? ""),
      longitude: String(GPSPoint.Coordinates?.Longitude ?? ""),
      kilometers: String(GPSPoint.RangeInKilometers ?? ""),
    });
  }
  const recency = dimension.Behavior?.Recency;
  if (recency) put("recency", { operator: recency.RecencyType ?? "ACTIVE", value: recency.Duration ?? "DAY_30" });
  return criteria;
}
