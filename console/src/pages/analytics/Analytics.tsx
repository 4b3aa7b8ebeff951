/** Figures of an application, one tab for each question. */
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Select from "@cloudscape-design/components/select";
import Tabs from "@cloudscape-design/components/tabs";
import { useSearchParams } from "react-router";

import { useTitle } from "../../app/crumbs";
import { useApplicationId } from "../../components/useApplication";
import { useTexts } from "../../i18n/language";
import { CampaignFigures, ChannelFigures } from "./Engagement";
import { EventFigures } from "./EventFigures";
import { Experiments } from "./Experiments";
import { Funnel } from "./Funnel";
import { Demographics, Revenue } from "./Reports";
import { Retention } from "./Retention";
import { texts } from "./texts";
import { Usage } from "./Usage";

const TABS = [
  "usage",
  "retention",
  "events",
  "funnels",
  "demographics",
  "revenue",
  "campaigns",
  "channels",
  "experiments",
] as const;
const RANGES = ["7", "14", "31"];
const DAY_MS = 24 * 3600 * 1000;

export interface Range {
  readonly start: string;
  readonly end: string;
}

export function rangeOf(days: number, now: Date): Range {
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  return { start: day(now.getTime() - (days - 1) * DAY_MS), end: day(now.getTime()) };
}

export default function Analytics() {
  const t = useTexts(texts);
  const app = useApplicationId();
  const [search, setSearch] = useSearchParams();
  useTitle(t("title"));
  const tab = TABS.find((name) => name === search.get("tab")) ?? "usage";
  const days = RANGES.find((range) => range === search.get("days")) ?? "31";
  const range = rangeOf(Number(days), new Date());
  const set = (name: string, value: string) =>
    setSearch((before) => {
      before.set(name, value);
      return before;
    });
  const contents = {
    usage: <Usage app={app} range={range} />,
    retention: <Retention app={app} />,
    events: <EventFigures app={app} range={range} />,
    demographics: <Demographics app={app} />,
    revenue: <Revenue app={app} range={range} />,
    funnels: <Funnel app={app} range={range} />,
    campaigns: <CampaignFigures app={app} range={range} />,
    channels: <ChannelFigures app={app} range={range} />,
    experiments: <Experiments app={app} />,
  };
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        actions={
          <Select
            ariaLabel={t("range")}
            selectedOption={{ value: days, label: t("lastDays", { n: days }) }}
            options={RANGES.map((value) => ({ value, label: t("lastDays", { n: value }) }))}
            onChange={({ detail }) => set("days", detail.selectedOption.value ?? "31")}
          />
        }
      >
        {t("title")}
      </Header>
      <Tabs
        ariaLabel={t("title")}
        activeTabId={tab}
        onChange={({ detail }) => set("tab", detail.activeTabId)}
        tabs={TABS.map((id) => ({ id, label: t(id), content: id === tab ? contents[id] : null }))}
      />
    </SpaceBetween>
  );
}
