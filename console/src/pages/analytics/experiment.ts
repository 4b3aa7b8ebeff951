/** An experiment's report as the API gives it, and what it says in words. */
import type { experimentTexts } from "./experimentTexts";

export interface Listed {
  readonly Id: string;
  readonly Name: string;
  readonly State: string;
  readonly CreationDate: string;
  readonly Start?: string;
  readonly End?: string;
}

export interface Sequential {
  readonly Verdict: "HIGHER" | "LOWER" | "UNDECIDED";
  readonly PValue: number;
  readonly LiftLow: number | null;
  readonly LiftHigh: number | null;
}

export interface ArmOutcome {
  readonly Name: string;
  readonly Count: number;
  readonly Converted: number;
  readonly Sum?: number;
  readonly Rate?: number | null;
  readonly Mean?: number | null;
  readonly Low: number | null;
  readonly High: number | null;
  readonly Lift?: number | null;
  readonly LiftLow?: number | null;
  readonly LiftHigh?: number | null;
  readonly PValue?: number | null;
  readonly Sequential?: Sequential | null;
}

export interface Arm {
  readonly Name: string;
  readonly Size: number;
  readonly Outcomes: readonly ArmOutcome[];
}

export interface Report extends Listed {
  readonly Control: string;
  readonly Progress: number;
  readonly SampleRatioMismatch?: boolean | null;
  readonly SampleRatioPValue?: number | null;
  readonly Overlap?: number;
  readonly Arms: readonly Arm[];
}

export const isMean = (outcome: ArmOutcome) => outcome.Mean !== undefined;
export const estimate = (outcome: ArmOutcome) => outcome.Rate ?? outcome.Mean ?? undefined;

/** One outcome of all arms. */
export interface Compared {
  readonly name: string;
  readonly isMean: boolean;
  readonly rows: readonly { readonly arm: Arm; readonly outcome: ArmOutcome; readonly isControl: boolean }[];
}

export function outcomesOf(report: Report): readonly Compared[] {
  const names = [...new Set(report.Arms.flatMap(({ Outcomes }) => Outcomes.map(({ Name }) => Name)))];
  return names.map((name) => {
    const rows = report.Arms.flatMap((arm) => {
      const outcome = arm.Outcomes.find(({ Name }) => Name === name);
      return outcome ? [{ arm, outcome, isControl: arm.Name === report.Control }] : [];
    });
    return { name, isMean: rows.some(({ outcome }) => isMean(outcome)), rows };
  });
}

type Words = Extract<keyof typeof experimentTexts, `says${string}`>;

/** What to tell of a treatment: which text; `isOver`: nothing more will be counted. */
export function verdictOf({ Sequential }: ArmOutcome, isOver: boolean): Words {
  switch (Sequential?.Verdict) {
    case "HIGHER":
      return "saysHigher";
    case "LOWER":
      return "saysLower";
    case "UNDECIDED":
      return isOver ? "saysNothing" : "saysKeepGoing";
    default:
      return isOver ? "saysNothing" : "saysTooEarly";
  }
}

/** Whether nothing more is counted; `today` is the service's day. */
export function isOver({ End }: Listed, today: string): boolean {
  return Boolean(End) && new Date(End ?? "") <= new Date(today);
}

const Z95 = 1.959964;

/** The spread of a mean's values, from its interval: what planning needs, and the report does not tell. */
export function deviationOf({ Low, High }: ArmOutcome, size: number): number | undefined {
  if (Low === null || High === null || size < 2) return undefined;
  return ((High - Low) / (2 * Z95)) * Math.sqrt(size);
}
