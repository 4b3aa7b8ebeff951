/** What a dry run found. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";

import { Figure } from "../../components/Figure";
import { useChannelName } from "../../components/useChannelName";
import { useFormat, useTexts } from "../../i18n/language";
import { Cost, type CostLine } from "./Cost";
import { Outcome } from "./Outcome";
import "./campaigns.css";
import { texts } from "./texts";

export interface DryRunAnswer {
  readonly State: string;
  readonly FailureReason: string | null;
  readonly Reach: Readonly<Record<string, number>>;
  readonly Excluded: Readonly<Record<string, number>>;
  readonly Treatments: Readonly<Record<string, number>>;
  readonly Curve: readonly { readonly Hour: string; readonly Messages: number }[];
  readonly Start: string | null;
  readonly End: string | null;
  readonly Cost: number | null;
  readonly CostLines?: readonly CostLine[];
  readonly Currency?: string;
  readonly PricesAsOf?: string;
  readonly Notes?: readonly string[];
}

export function DryRunReport({ report, names }: { report: DryRunAnswer; names: readonly string[] }) {
  const t = useTexts(texts);
  const format = useFormat();
  const channelName = useChannelName();
  const start = format.time(report.Start ?? undefined);
  const end = format.time(report.End ?? undefined);
  const excluded = Object.entries(report.Excluded).sort(([, one], [, other]) => other - one);
  return (
    <SpaceBetween size="l">
      <ColumnLayout columns={names.length > 1 ? 3 : 2} variant="text-grid">
        <Counted label={t("reach")} total={sum(report.Reach)}>
          {Object.entries(report.Reach).map(([channel, count]) => (
            <Line key={channel} name={channelName(channel)} count={count} />
          ))}
        </Counted>
        <Counted label={t("excluded")} total={sum(report.Excluded)}>
          {excluded.map(([code, count]) => (
            <Line key={code} name={<Outcome code={code} />} count={count} />
          ))}
        </Counted>
        {names.length > 1 ? (
          <Counted label={t("byTreatment")} total={undefined}>
            {Object.entries(report.Treatments).map(([id, count]) => (
              <Line key={id} name={names[Number(id)] || `${t("treatment")} ${Number(id) + 1}`} count={count} />
            ))}
          </Counted>
        ) : null}
      </ColumnLayout>
      <Box color="text-body-secondary">
        {start === end ? t("runsAt", { start }) : t("runsFrom", { start, end })}
      </Box>
      {(report.Notes ?? []).map((note) => (
        <Alert key={note} type="info">
          {note}
        </Alert>
      ))}
      <Cost
        cost={{
          Currency: report.Currency ?? "USD",
          Estimated: report.Cost,
          Lines: report.CostLines ?? [],
          PricesAsOf: report.PricesAsOf ?? "",
        }}
      />
      {report.Curve.length > 1 ? (
        <Figure
          title={t("curve")}
          categoryTitle={t("hour")}
          categories={report.Curve.map(({ Hour }) => format.time(Hour))}
          series={[{ title: t("messages"), values: report.Curve.map(({ Messages }) => Messages) }]}
        />
      ) : null}
    </SpaceBetween>
  );
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((all, one) => all + one, 0);
}

function Counted({ label, total, children }: { label: string; total: number | undefined; children: ReactNode }) {
  const format = useFormat();
  return (
    <div>
      <Box variant="awsui-key-label">{label}</Box>
      {total === undefined ? null : <Box variant="awsui-value-large">{format.number(total)}</Box>}
      <dl className="pw-counts">{children}</dl>
    </div>
  );
}

function Line({ name, count }: { name: ReactNode; count: number }) {
  const format = useFormat();
  return (
    <div>
      <dt>{name}</dt>
      <dd>{format.number(count)}</dd>
    </div>
  );
}
