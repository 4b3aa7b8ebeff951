/** Planning an experiment: what is asked, as the form keeps it, and what past ones tell about the present. */
import { deviationOf, estimate, isMean, type Report } from "./experiment";

export interface Plan {
  readonly kind: "rate" | "mean";
  /** Percent. */
  readonly rate: string;
  readonly mean: string;
  readonly deviation: string;
  /** `lift`: how many people for it; `people`: which lift they can show. */
  readonly goal: "lift" | "people";
  /** Percent. */
  readonly lift: string;
  readonly people: string;
  readonly arms: string;
  /** Percent; empty: an equal share. */
  readonly control: string;
  /** Percent. */
  readonly power: string;
  readonly daily: string;
}

export const FIRST_PLAN: Plan = {
  kind: "rate",
  rate: "10",
  mean: "",
  deviation: "",
  goal: "lift",
  lift: "10",
  people: "",
  arms: "2",
  control: "",
  power: "80",
  daily: "",
};

export interface Planned {
  readonly Arms: number;
  readonly Lift: number;
  readonly SizePerTreatment: number;
  readonly SizeOfControl: number;
  readonly Total: number;
  readonly Days?: number;
}

const percent = (text: string) => Number(text) / 100;
const given = (name: string, text: string, read: (text: string) => number = Number) =>
  text.trim() === "" ? {} : { [name]: read(text) };

export function requestOf(plan: Plan): Readonly<Record<string, number>> {
  return {
    ...(plan.kind === "rate"
      ? given("Rate", plan.rate, percent)
      : { ...given("Mean", plan.mean), ...given("StandardDeviation", plan.deviation) }),
    ...(plan.goal === "lift" ? given("MinimumLift", plan.lift, percent) : given("Recipients", plan.people)),
    ...given("Arms", plan.arms),
    ...given("ControlPercent", plan.control),
    ...given("Power", plan.power, percent),
    ...given("DailyRecipients", plan.daily),
  };
}

/** Lifts around the one that was asked for, to show what finding less or more would take. */
export function liftsAround(lift: number): readonly number[] {
  return [0.5, 0.75, 1, 1.5, 2].map((factor) => Number((lift * factor).toPrecision(6)));
}

export interface Baseline {
  readonly id: string;
  readonly label: string;
  readonly changes: Partial<Plan>;
}

const asPercent = (share: number) => String(Number((share * 100).toPrecision(4)));

export function baselineOfRate(id: string, label: string, rate: number): Baseline {
  return { id, label, changes: { kind: "rate", rate: asPercent(rate) } };
}

/** How things were without treatment in a past experiment: one baseline for each outcome. */
export function baselinesOf(report: Report): readonly Baseline[] {
  const control = report.Arms.find(({ Name }) => Name === report.Control);
  if (!control) return [];
  return control.Outcomes.flatMap((outcome): Baseline[] => {
    const id = `${report.Id} ${outcome.Name}`;
    const label = `${report.Name}: ${outcome.Name}`;
    const value = estimate(outcome);
    if (!value) return [];
    if (!isMean(outcome)) return [baselineOfRate(id, label, value)];
    const deviation = deviationOf(outcome, control.Size);
    if (deviation === undefined) return [];
    return [{ id, label, changes: { kind: "mean", mean: value.toPrecision(4), deviation: deviation.toPrecision(4) } }];
  });
}
