/** What people did within a day after the message. */
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";

import { Figure } from "../../components/Figure";
import { useTexts } from "../../i18n/language";
import type { After, AfterMessages } from "./results";
import { resultTexts } from "./resultTexts";

const SHOWN = ["EndpointsWithSession", "EndpointsWithPurchase", "OptedOut"] as const;
type Act = (typeof SHOWN)[number];

export function Aftermath({ after, nameOf }: { after: AfterMessages | null; nameOf: (treatment: string) => string }) {
  const r = useTexts(resultTexts);
  if (!after) return null;
  if (!after.Treatments) {
    return (
      <Container header={<Header variant="h2">{r("after")}</Header>}>
        <Box color="text-body-secondary">{r("afterLater")}</Box>
      </Container>
    );
  }
  const treatments = after.Treatments;
  const share = (name: Act, one: After) => (one.Recipients ? one[name] / one.Recipients : undefined);
  return (
    <Figure
      title={r("after")}
      description={r("afterHint", { n: after.WithinHours ?? 24 })}
      categoryTitle={r("measure")}
      categories={SHOWN.map((name) => r(name))}
      series={treatments.map((one) => ({
        title: nameOf(one.TreatmentId),
        values: SHOWN.map((name) => share(name, one)),
      }))}
      more={treatments.map((one) => ({
        title: r("countOf", { name: nameOf(one.TreatmentId) }),
        values: SHOWN.map((name) => one[name]),
        unit: "number",
      }))}
      unit="share"
      empty={r("nothingAfter")}
    />
  );
}
