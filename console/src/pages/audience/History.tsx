/** What happened to somebody: messages and events of all their endpoints, newest first. */
import Select from "@cloudscape-design/components/select";
import { useMemo } from "react";
import { useSearchParams } from "react-router";

import { answered } from "../../api/archive";
import { segment as label } from "../../api/extension";
import { useApi } from "../../app/context";
import { Empty } from "../../components/Empty";
import { inApp, To } from "../../components/Links";
import { ResourceTable } from "../../components/ResourceTable";
import { useEventName } from "../../components/useEventName";
import { usePages } from "../../components/useQuery";
import { useFormat, useTexts } from "../../i18n/language";
import { outcomes } from "../campaigns/outcomeTexts";
import { detailsOf, merged, type HistoryEntry, type Told } from "./timeline";
import { texts } from "./texts";
import { useCampaigns } from "./useCampaigns";

const DAYS = ["7", "30", "90", "366"];
const FIRST_DAYS = "30";

interface Properties {
  readonly app: string;
  readonly endpoints: readonly string[];
}

export function History({ app, endpoints }: Properties) {
  const t = useTexts(texts);
  const nameOf = useEventName();
  const outcome = useTexts(outcomes);
  const format = useFormat();
  const api = useApi();
  const campaigns = useCampaigns(app);
  const campaignNames = useMemo(() => new Map(campaigns.map(({ value, label: name }) => [value, name])), [campaigns]);
  const [search, setSearch] = useSearchParams();
  const days = DAYS.find((one) => one === search.get("days")) ?? FIRST_DAYS;
  const pages = usePages<Told>(
    async ({ signal }) => {
      const histories = await Promise.all(
        endpoints.map(async (endpoint) => {
          const path = `/apps/${label(app)}/endpoints/${label(endpoint)}/history`;
          const asked = api.x.get<{ Item: readonly HistoryEntry[] }>(path, { days }, signal);
          return { endpoint, entries: (await answered(api.x, app, asked, signal)).Item };
        }),
      );
      return { items: merged(histories) };
    },
    [app, endpoints, days],
  );
  const detailOf = (told: Told) => {
    const { status, rest } = detailsOf(told);
    const word = status && status in outcomes ? outcome(status as keyof typeof outcomes) : status;
    return [word, ...rest].filter(Boolean).join(", ");
  };
  return (
    <ResourceTable
      title={t("history")}
      headingTag="h2"
      scope="history."
      pages={pages}
      isOptional
      trackBy={({ endpoint, EventId, Time }) => `${endpoint} ${EventId} ${Time}`}
      empty={<Empty title={t("noHistory")} hint={t("noHistoryHint")} />}
      defaultSort={{ column: "time", isDescending: true }}
      choice={{ label: t("event"), value: ({ EventType }) => EventType, name: nameOf }}
      actions={
        <Select
          ariaLabel={t("period")}
          selectedOption={{ value: days, label: t("days", { n: days }) }}
          options={DAYS.map((value) => ({ value, label: t("days", { n: value }) }))}
          onChange={({ detail }) =>
            setSearch(
              (before) => {
                before.set("days", detail.selectedOption.value ?? FIRST_DAYS);
                return before;
              },
              { replace: true },
            )
          }
        />
      }
      columns={[
        { id: "time", header: t("time"), value: ({ Time }) => Time, cell: ({ Time }) => format.time(Time) },
        { id: "event", header: t("event"), value: ({ EventType }) => nameOf(EventType), minWidth: 170 },
        ...(endpoints.length > 1
          ? [
              {
                id: "endpoint",
                header: t("endpoint"),
                value: ({ endpoint }: Told) => endpoint,
                cell: ({ endpoint }: Told) => <To path={inApp(app, "audience", "endpoints", endpoint)}>{endpoint}</To>,
              },
            ]
          : []),
        {
          id: "campaign",
          header: t("campaign"),
          value: (told) => campaignNames.get(detailsOf(told).campaign ?? "") ?? detailsOf(told).campaign,
          cell: (told) => {
            const { campaign } = detailsOf(told);
            if (!campaign) return "–";
            return <To path={inApp(app, "campaigns", campaign)}>{campaignNames.get(campaign) ?? campaign}</To>;
          },
        },
        { id: "details", header: t("details"), value: detailOf, cell: (told) => detailOf(told) || "–", minWidth: 220 },
      ]}
    />
  );
}
