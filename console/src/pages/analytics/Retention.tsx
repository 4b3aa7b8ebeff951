/** Who comes back: after a day that the reader chooses, and by cohort. */
import DatePicker from "@cloudscape-design/components/date-picker";
import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useSearchParams } from "react-router";

import { segment as label } from "../../api/extension";
import { useApi } from "../../app/context";
import { Figure } from "../../components/Figure";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { useFormat, useTexts } from "../../i18n/language";
import { CohortMap } from "./CohortMap";
import { daysAfter, daysBetween, lastDays, LONGEST_DAYS } from "./range";
import { useSubject } from "./subject";
import { usageTexts } from "./usageTexts";

type Counts = Readonly<Record<string, number>>;

interface Returned {
  readonly Cohort: number;
  readonly Returned: Counts;
  readonly ReturnedOn: Counts;
  readonly ActiveUsers: number;
  readonly ActiveReturned: Counts;
}

const DEFAULT_DAYS_AGO = -8;
const START = { type: "_session.start" } as const;

export function Retention() {
  const { today } = useSubject();
  return (
    <SpaceBetween size="l">
      <AfterOneDay />
      <CohortMap question={{ event: START, back: START, period: "WEEK" }} range={lastDays(LONGEST_DAYS, today)} />
    </SpaceBetween>
  );
}

function AfterOneDay() {
  const t = useTexts(usageTexts);
  const format = useFormat();
  const api = useApi();
  const { app, today } = useSubject();
  const [search, setSearch] = useSearchParams();
  const date = search.get("date") ?? daysAfter(today, DEFAULT_DAYS_AGO);
  const { data, problem, isLoading } = useQuery<Returned>(
    (signal) => api.x.get(`/apps/${label(app)}/retention`, { date }, signal),
    [app, date],
  );
  const periods = Object.keys(data?.Returned ?? {}).sort((one, other) => Number(one) - Number(other));
  const over = daysBetween(date, today);
  const shares = (whole: number, counts: Counts) =>
    periods.map((period) => (whole && Number(period) <= over ? (counts[period] ?? 0) / whole : undefined));
  const isUnfinished = periods.some((period) => Number(period) > over);
  const facts = data
    ? [
        t("ndayHint", { day: format.day(date), new: format.number(data.Cohort), active: format.number(data.ActiveUsers) }),
        isUnfinished ? t("notOver") : "",
      ]
    : [];
  return (
    <>
      <ProblemAlert problem={problem} isOptional />
      <Figure
        title={t("nday")}
        description={facts.filter(Boolean).join(" ")}
        unit="share"
        valueTitle={t("share")}
        categoryTitle={t("daysLater")}
        categories={periods.map((n) => t("dayN", { n }))}
        series={
          data
            ? [
                { title: t("newWithin"), values: shares(data.Cohort, data.Returned) },
                { title: t("newOn"), values: shares(data.Cohort, data.ReturnedOn) },
                { title: t("activeWithin"), values: shares(data.ActiveUsers, data.ActiveReturned) },
              ]
            : []
        }
        empty={t("nobodyActive")}
        isLoading={isLoading}
        controls={
          <FormField label={t("cohortDay")}>
            <DatePicker
              value={date}
              isDateEnabled={(day) => day.getTime() <= Date.parse(today)}
              onChange={({ detail }) =>
                setSearch((before) => {
                  before.set("date", detail.value);
                  return before;
                })
              }
            />
          </FormField>
        }
      />
    </>
  );
}
