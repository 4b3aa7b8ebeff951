/** Figures of an application, one tab for each question. */
import Header from "@cloudscape-design/components/header";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import Tabs from "@cloudscape-design/components/tabs";
import type { ComponentType } from "react";
import { useSearchParams } from "react-router";

import { segment as label } from "../../api/extension";
import { useApi } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useApplicationId } from "../../components/useApplication";
import { useLast } from "../../components/useLast";
import { useQuery } from "../../components/useQuery";
import { useTexts } from "../../i18n/language";
import { Adoption } from "./Adoption";
import { CampaignFigures } from "./CampaignFigures";
import { ChannelFigures } from "./ChannelFigures";
import { Cohorts } from "./Cohorts";
import { Demographics } from "./Demographics";
import { EventFigures } from "./EventFigures";
import { Experiments } from "./Experiments";
import { Funnel } from "./Funnel";
import { NoEvents } from "./NoEvents";
import { Paths } from "./Paths";
import { Planner } from "./Planner";
import { dayOf, presetIn, rangeIn } from "./range";
import { RangePicker } from "./RangePicker";
import { Retention } from "./Retention";
import { Revenue } from "./Revenue";
import { SubjectContext, type EventTypesAnswer } from "./subject";
import { GROUP_NAMES, GROUPS, isDated, needsEvents, tabIn, type Tab } from "./tabs";
import { texts } from "./texts";
import { Usage } from "./Usage";

const CONTENTS: Readonly<Record<Tab, ComponentType>> = {
  usage: Usage,
  retention: Retention,
  demographics: Demographics,
  events: EventFigures,
  funnels: Funnel,
  paths: Paths,
  cohorts: Cohorts,
  adoption: Adoption,
  campaigns: CampaignFigures,
  channels: ChannelFigures,
  revenue: Revenue,
  experiments: Experiments,
  planner: Planner,
};

export default function Analytics() {
  const t = useTexts(texts);
  const app = useApplicationId();
  useTitle(t("title"));
  const today = useToday(app);
  return today === undefined ? <Spinner size="large" /> : <Rooms key={app} app={app} today={today} />;
}

/** The service's day, as it tells it; the reader's where it does not. */
function useToday(app: string): string | undefined {
  const api = useApi();
  const { data, problem } = useQuery<EventTypesAnswer>(
    (signal) => api.x.get(`/apps/${label(app)}/event-types`, {}, signal),
    [app],
  );
  return data?.End ?? (problem ? dayOf(new Date()) : undefined);
}

function Rooms({ app, today }: { app: string; today: string }) {
  const t = useTexts(texts);
  const api = useApi();
  const [search, setSearch] = useSearchParams();
  const { group, tab } = tabIn(search.get("tab"));
  const range = rangeIn(search, today);
  const types = useQuery<EventTypesAnswer>(
    (signal) => api.x.get(`/apps/${label(app)}/event-types`, { ...range }, signal),
    [app, range],
  );
  // What a reader has filled in stays there while they choose other days.
  const counted = useLast(types.data)?.EventTypes;
  const write = (changes: Readonly<Record<string, string | undefined>>) =>
    setSearch((before) => {
      for (const [name, value] of Object.entries(changes)) {
        if (value === undefined) before.delete(name);
        else before.set(name, value);
      }
      return before;
    });
  const Content = CONTENTS[tab];
  const room =
    !counted && !types.problem ? (
      <Spinner />
    ) : types.data?.EventTypes.length === 0 && needsEvents(tab) ? (
      <NoEvents app={app} />
    ) : (
      <Content />
    );
  return (
    <SubjectContext.Provider value={{ app, today, range, counted: counted ?? [] }}>
      <SpaceBetween size="l">
        <Header
          variant="h1"
          actions={
            isDated(tab) ? (
              <RangePicker
                today={today}
                preset={presetIn(search)}
                range={range}
                onPreset={(days) => write({ days: String(days), from: undefined, to: undefined })}
                onRange={({ start, end }) => write({ days: undefined, from: start, to: end })}
              />
            ) : undefined
          }
        >
          {t("title")}
        </Header>
        <SegmentedControl
          label={t("about")}
          selectedId={group}
          options={GROUP_NAMES.map((id) => ({ id, text: t(id) }))}
          onChange={({ detail }) => write({ tab: firstOf(detail.selectedId) })}
        />
        <ProblemAlert problem={types.problem} onRetry={types.reload} isOptional />
        <Tabs
          ariaLabel={t(group)}
          activeTabId={tab}
          onChange={({ detail }) => write({ tab: detail.activeTabId })}
          tabs={GROUPS[group].map((id) => ({ id, label: t(id), content: id === tab ? room : null }))}
        />
      </SpaceBetween>
    </SubjectContext.Provider>
  );
}

function firstOf(group: string): Tab {
  return GROUPS[GROUP_NAMES.find((name) => name === group) ?? "people"][0];
}
