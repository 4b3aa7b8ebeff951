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
  const [search, setSearch] = useSearchParams();
  useTitle(t("title"));
  const { group, tab } = tabIn(search.get("tab"));
  const today = useToday(app);
  const write = (changes: Readonly<Record<string, string | undefined>>) =>
    setSearch((before) => {
      for (const [name, value] of Object.entries(changes)) {
        if (value === undefined) before.delete(name);
        else before.set(name, value);
      }
      return before;
    });
  if (today === undefined) return <Spinner size="large" />;
  const range = rangeIn(search, today);
  return (
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
        label={t("title")}
        selectedId={group}
        options={GROUP_NAMES.map((id) => ({ id, text: t(id) }))}
        onChange={({ detail }) => write({ tab: GROUPS[tabGroup(detail.selectedId)][0] })}
      />
      <Tabs
        ariaLabel={t(group)}
        activeTabId={tab}
        onChange={({ detail }) => write({ tab: detail.activeTabId })}
        tabs={GROUPS[group].map((id) => ({
          id,
          label: t(id),
          content: id === tab ? <Room app={app} today={today} tab={tab} start={range.start} end={range.end} /> : null,
        }))}
      />
    </SpaceBetween>
  );
}

function tabGroup(id: string) {
  return GROUP_NAMES.find((name) => name === id) ?? "people";
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

interface RoomProperties {
  readonly app: string;
  readonly today: string;
  readonly tab: Tab;
  readonly start: string;
  readonly end: string;
}

function Room({ app, today, tab, start, end }: RoomProperties) {
  const api = useApi();
  const { data, problem, reload } = useQuery<EventTypesAnswer>(
    (signal) => api.x.get(`/apps/${label(app)}/event-types`, { start, end }, signal),
    [app, start, end],
  );
  const Content = CONTENTS[tab];
  if (!data && !problem) return <Spinner />;
  if (data?.EventTypes.length === 0 && needsEvents(tab)) return <NoEvents app={app} />;
  return (
    <SubjectContext.Provider value={{ app, today, range: { start, end }, counted: data?.EventTypes ?? [] }}>
      <SpaceBetween size="l">
        <ProblemAlert problem={problem} onRetry={reload} isOptional />
        <Content />
      </SpaceBetween>
    </SubjectContext.Provider>
  );
}
