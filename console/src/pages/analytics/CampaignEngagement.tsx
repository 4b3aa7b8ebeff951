/** What became of one campaign's messages, by treatment and hour, and what its recipients did after. */
import SpaceBetween from "@cloudscape-design/components/space-between";

import { segment as label } from "../../api/extension";
import { useApi } from "../../app/context";
import { Figure } from "../../components/Figure";
import { inApp, ToButton } from "../../components/Links";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { useTexts } from "../../i18n/language";
import { ArchiveStatus } from "./ArchiveStatus";
import { messageTexts } from "./messageTexts";
import { useSubject } from "./subject";
import { useArchive } from "./useArchive";

const OUTCOMES = [
  "Sent",
  "Delivered",
  "Opened",
  "Clicked",
  "HardBounced",
  "SoftBounced",
  "Complaints",
  "Unsubscribed",
  "PushOpened",
  "TextsDelivered",
] as const;
const BY_HOUR = ["Sent", "Opened", "Clicked"] as const;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** What docs/analytics.md says. */
const AFTER_HOURS = 24;

type Counts = Readonly<Record<(typeof OUTCOMES)[number], number>>;

interface After {
  readonly Id: string;
  readonly Status: "RUNNING" | "SUCCEEDED";
  readonly WithinHours?: number;
  readonly Treatments: readonly {
    readonly TreatmentId: string;
    readonly Recipients: number;
    readonly Sessions: number;
    readonly Purchases: number;
    readonly OptedOut: number;
    readonly OptOutRate: number;
  }[];
}

interface Engagement {
  readonly Treatments: readonly (Counts & {
    readonly TreatmentId: string;
    readonly Hours: readonly (Counts & { readonly Hour: number })[];
  })[];
  readonly AfterMessages: After;
}

export function CampaignEngagement({ id, name }: { id: string; name: string }) {
  const t = useTexts(messageTexts);
  const api = useApi();
  const { app, range } = useSubject();
  const { data, problem, isLoading, reload } = useQuery<Engagement>(
    (signal) => api.x.get(`/apps/${label(app)}/campaigns/${label(id)}/engagement`, { ...range }, signal),
    [app, id, range],
  );
  const treatments = data?.Treatments ?? [];
  const titleOf = (treatment: string) => (treatments.length > 1 ? t("treatment", { n: treatment }) : t("messages"));
  const happened = OUTCOMES.filter(
    (outcome, index) => index < 4 || treatments.some((treatment) => treatment[outcome] > 0),
  );
  const inHour = (outcome: (typeof BY_HOUR)[number], hour: number) =>
    treatments.reduce((sum, { Hours }) => sum + (Hours.find(({ Hour }) => Hour === hour)?.[outcome] ?? 0), 0);
  return (
    <SpaceBetween size="l">
      <ProblemAlert problem={problem} onRetry={reload} isOptional />
      <Figure
        title={t("became")}
        description={name}
        kind="horizontal"
        categoryTitle={t("outcome")}
        categories={data ? happened.map((outcome) => t(outcome)) : []}
        valueTitle={t("messages")}
        empty={t("noCampaigns")}
        isLoading={isLoading}
        series={treatments.map((treatment) => ({
          title: titleOf(treatment.TreatmentId),
          values: happened.map((outcome) => treatment[outcome]),
        }))}
        controls={<ToButton path={inApp(app, "campaigns", id)}>{t("openCampaign")}</ToButton>}
      />
      <Figure
        title={t("hours")}
        description={name}
        categoryTitle={t("hour")}
        categories={data ? HOURS.map(String) : []}
        valueTitle={t("messages")}
        empty={t("noCampaigns")}
        isLoading={isLoading}
        series={BY_HOUR.map((outcome) => ({ title: t(outcome), values: HOURS.map((hour) => inHour(outcome, hour)) }))}
      />
      {data ? <Afterwards first={data.AfterMessages} titleOf={titleOf} /> : null}
    </SpaceBetween>
  );
}

/** Comes from the archive, which may answer later than the rest. */
function Afterwards({ first, titleOf }: { first: After; titleOf: (treatment: string) => string }) {
  const t = useTexts(messageTexts);
  const { app } = useSubject();
  const archive = useArchive(app, first, (_, asked) => Promise.resolve(asked));
  const answer = archive.found?.answer;
  if (!answer) return <ArchiveStatus archive={archive} />;
  const of = (value: (one: After["Treatments"][number]) => number) => answer.Treatments.map(value);
  return (
    <Figure
      title={t("afterwards", { n: answer.WithinHours ?? AFTER_HOURS })}
      kind="horizontal"
      categoryTitle={t("campaign")}
      valueTitle={t("recipients")}
      categories={answer.Treatments.map(({ TreatmentId }) => titleOf(TreatmentId))}
      empty={t("noCampaigns")}
      series={[
        { title: t("recipients"), values: of(({ Recipients }) => Recipients) },
        { title: t("sessions"), values: of(({ Sessions }) => Sessions) },
        { title: t("purchases"), values: of(({ Purchases }) => Purchases) },
        { title: t("optOuts"), values: of(({ OptedOut }) => OptedOut) },
      ]}
      more={[{ title: t("optOutRate"), values: of(({ OptOutRate }) => OptOutRate), unit: "share" }]}
    />
  );
}
