/** One outcome of an experiment: each arm's rate or mean, each treatment's lift, and all numbers in a table. */
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";

import { IntervalChart } from "../../components/IntervalChart";
import { useTexts } from "../../i18n/language";
import { estimate, type Compared } from "./experiment";
import { experimentTexts } from "./experimentTexts";

/** For how many looks the interval of a lift holds. */
type Looks = "once" | "always";

export function OutcomeFigures({ outcome, control }: { outcome: Compared; control: string }) {
  const t = useTexts(experimentTexts);
  const [looks, setLooks] = useState<Looks>("always");
  const arms = outcome.rows.map(({ arm, outcome: found, isControl }) => ({
    label: isControl ? `${arm.Name} (${t("control")})` : arm.Name,
    value: estimate(found),
    low: found.Low ?? undefined,
    high: found.High ?? undefined,
    more: [arm.Size, found.Converted, found.Count, ...(outcome.isMean ? [found.Sum] : [])],
  }));
  const lifts = outcome.rows
    .filter(({ isControl }) => !isControl)
    .map(({ arm, outcome: found }) => ({
      label: arm.Name,
      value: found.Lift ?? undefined,
      low: (looks === "once" ? found.LiftLow : found.Sequential?.LiftLow) ?? undefined,
      high: (looks === "once" ? found.LiftHigh : found.Sequential?.LiftHigh) ?? undefined,
      more: [(looks === "once" ? found.PValue : found.Sequential?.PValue) ?? undefined],
    }));
  const ends = [t("low"), t("high")] as const;
  return (
    <SpaceBetween size="l">
      <IntervalChart
        title={t(outcome.isMean ? "meanOf" : "rateOf", { name: outcome.name })}
        description={t(outcome.isMean ? "meanHint" : "rateHint")}
        rowTitle={t("arm")}
        valueTitles={[t(outcome.isMean ? "mean" : "rate"), ...ends]}
        unit={outcome.isMean ? "number" : "share"}
        intervals={arms}
        moreTitles={[t("size"), t("converted"), t("count"), ...(outcome.isMean ? [t("sum")] : [])]}
      />
      <IntervalChart
        title={t("liftOf", { name: outcome.name })}
        description={t(looks === "once" ? "onceHint" : "alwaysHint")}
        rowTitle={t("arm")}
        valueTitles={[t("lift"), ...ends]}
        unit="lift"
        empty={t("noLift")}
        intervals={lifts}
        moreTitles={[t("pValue")]}
        reference={{ value: 0, label: t("zeroLift", { control }) }}
        controls={
          <SegmentedControl
            label={t("holdsFor")}
            selectedId={looks}
            options={[
              { id: "always", text: t("always") },
              { id: "once", text: t("once") },
            ]}
            onChange={({ detail }) => setLooks(detail.selectedId === "once" ? "once" : "always")}
          />
        }
      />
    </SpaceBetween>
  );
}
