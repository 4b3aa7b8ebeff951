/** What a campaign costs, line by line. */
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import Table from "@cloudscape-design/components/table";

import { segment as label } from "../../api/extension";
import { useApi } from "../../app/context";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { useFormat, useTexts } from "../../i18n/language";
import { texts } from "./texts";
import { units } from "./unitTexts";

export interface CostLine {
  readonly Service: string;
  readonly Unit: string;
  readonly Count: number;
  readonly Price: number;
  readonly Amount: number;
}

export interface CostAnswer {
  readonly Currency: string;
  readonly Estimated: number | null;
  /** Nothing is spent by a dry run. */
  readonly SoFar?: number;
  readonly Lines: readonly CostLine[];
  readonly PricesAsOf: string;
}

export function Cost({ cost }: { cost: CostAnswer }) {
  const t = useTexts(texts);
  const format = useFormat();
  const money = (amount: number | null) => format.money(amount ?? undefined, cost.Currency);
  return (
    <SpaceBetween size="m">
      <KeyValuePairs
        columns={2}
        items={[
          { label: t("estimated"), value: money(cost.Estimated) },
          ...(cost.SoFar === undefined ? [] : [{ label: t("soFar"), value: money(cost.SoFar) }]),
        ]}
      />
      {cost.Lines.length ? (
        <ExpandableSection headerText={t("costLines")} defaultExpanded={cost.SoFar !== undefined}>
          <Lines lines={cost.Lines} money={money} />
        </ExpandableSection>
      ) : null}
      <Box color="text-body-secondary" fontSize="body-s">
        {t("pricesAsOf", { day: format.day(cost.PricesAsOf) })}
      </Box>
    </SpaceBetween>
  );
}

function Lines({ lines, money }: { lines: readonly CostLine[]; money: (amount: number) => string }) {
  const t = useTexts(texts);
  const u = useTexts(units);
  const format = useFormat();
  const unit = ({ Unit }: CostLine) => (Unit in units ? u(Unit as keyof typeof units) : Unit);
  return (
    <Table
      variant="embedded"
      items={[...lines]}
      ariaLabels={{ tableLabel: t("costLines") }}
      columnDefinitions={[
        { id: "service", header: t("service"), cell: (line) => line.Service, isRowHeader: true },
        { id: "unit", header: t("unit"), cell: unit },
        { id: "count", header: t("count"), cell: (line) => format.decimal(line.Count) },
        { id: "price", header: t("price"), cell: (line) => format.decimal(line.Price, 9) },
        { id: "amount", header: t("amount"), cell: (line) => money(line.Amount) },
      ]}
    />
  );
}

/** Asked anew when another run begins. */
export function CampaignCost({ app, id, started }: { app: string; id: string; started: string | undefined }) {
  const t = useTexts(texts);
  const api = useApi();
  const { data, problem, isLoading } = useQuery<CostAnswer>(
    (signal) => api.x.get(`/apps/${label(app)}/campaigns/${label(id)}/cost`, {}, signal),
    [app, id, started],
  );
  return (
    <Container header={<Header variant="h2">{t("cost")}</Header>}>
      <ProblemAlert problem={problem} isOptional />
      {data ? <Cost cost={data} /> : isLoading ? <Spinner /> : null}
    </Container>
  );
}
