/** What became of messages, channel by channel. */
import SpaceBetween from "@cloudscape-design/components/space-between";

import { useApi } from "../../app/context";
import { Figure } from "../../components/Figure";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { useTexts } from "../../i18n/language";
import { ChannelReports } from "./ChannelReports";
import { kpiByDay, valuesByDay, type NamedKpis } from "./kpis";
import { messageTexts } from "./messageTexts";
import { daysOf } from "./range";
import { useSubject } from "./subject";
import { TextsByCountry } from "./TextsByCountry";

type Named = NamedKpis<typeof messageTexts>;

const EMAILS: Named = [
  ["txn-emails-sent", "sent"],
  ["txn-emails-delivered", "delivered"],
  ["txn-emails-opened", "opened"],
  ["txn-emails-unique-opens", "uniqueOpens"],
  ["txn-emails-clicked", "clicked"],
  ["txn-emails-unique-clicks", "uniqueClicks"],
  ["txn-emails-hard-bounced", "hardBounced"],
  ["txn-emails-soft-bounced", "softBounced"],
  ["txn-emails-with-complaints", "complaints"],
];
const EMAIL_RATES: Named = [
  ["txn-emails-delivery-rate", "deliveryRate"],
  ["txn-emails-complaint-rate", "complaintRate"],
];
const TEXTS: Named = [
  ["txn-sms-sent", "sent"],
  ["txn-sms-delivered", "delivered"],
];
const TEXT_RATES: Named = [["txn-sms-delivery-rate", "deliveryRate"]];

export function ChannelFigures() {
  const t = useTexts(messageTexts);
  return (
    <SpaceBetween size="l">
      <ChannelReports />
      <Direct title={t("emails")} counts={EMAILS} rateTitle={t("emailRates")} rates={EMAIL_RATES} />
      <Direct title={t("sms")} counts={TEXTS} rateTitle={t("smsRate")} rates={TEXT_RATES} />
      <TextsByCountry />
    </SpaceBetween>
  );
}

interface DirectProperties {
  readonly title: string;
  readonly counts: Named;
  readonly rateTitle: string;
  readonly rates: Named;
}

/** Messages that were sent directly, by day: how many, and where there are any, which share. */
function Direct({ title, counts, rateTitle, rates }: DirectProperties) {
  const t = useTexts(messageTexts);
  const api = useApi();
  const { app, range, today } = useSubject();
  const kpis = [...counts, ...rates];
  const { data, problem, isLoading, reload } = useQuery(
    () => Promise.all(kpis.map(([name]) => kpiByDay(api, app, name, range, today))),
    [app, range, kpis],
  );
  const days = daysOf(range);
  const found = (data ?? []).map((rows, index) => valuesByDay(rows, days, today, index >= counts.length));
  const drawn = kpis.map(([, word], index) => ({ title: t(word), values: found[index] ?? [] }));
  const shared = { categoryTitle: t("day"), categories: data ? days : [], isByDay: true, isLoading };
  const wasSent = found.some((values) => values.some(Boolean));
  return (
    <SpaceBetween size="l">
      <ProblemAlert problem={problem} onRetry={reload} />
      <Figure
        {...shared}
        title={title}
        valueTitle={t("messages")}
        empty={t("nothingSent")}
        series={drawn.slice(0, counts.length)}
      />
      {wasSent ? <Figure {...shared} title={rateTitle} unit="share" series={drawn.slice(counts.length)} /> : null}
    </SpaceBetween>
  );
}
