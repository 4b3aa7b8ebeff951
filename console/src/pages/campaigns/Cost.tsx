/** What a campaign costs, line by line. */
import Box from "@cloudscape-design/components/box";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";

import { useFormat, useTexts } from "../../i18n/language";
import { texts } from "./texts";

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
  readonly SoFar: number;
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
          { label: t("soFar"), value: money(cost.SoFar) },
        ]}
      />
      {cost.Lines.length ? (
        <Table
          variant="embedded"
          items={[...cost.Lines]}
          ariaLabels={{ tableLabel: t("cost") }}
          columnDefinitions={[
            { id: "service", header: t("service"), cell: (line) => line.Service, isRowHeader: true },
            { id: "unit", header: t("unit"), cell: (line) => line.Unit },
            { id: "count", header: t("count"), cell: (line) => format.decimal(line.Count) },
            { id: "price", header: t("price"), cell: (line) => `${line.Price}` },
            { id: "amount", header: t("amount"), cell: (line) => money(line.Amount) },
          ]}
        />
      ) : null}
      <Box color="text-body-secondary" fontSize="body-s">
        {t("pricesAsOf", { day: cost.PricesAsOf })}
      </Box>
    </SpaceBetween>
  );
}
