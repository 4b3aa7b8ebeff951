/** Who the endpoints are. */
import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useSearchParams } from "react-router";

import { segment as label } from "../../api/extension";
import { useApi } from "../../app/context";
import { Figure } from "../../components/Figure";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useChannelName } from "../../components/useChannelName";
import { useQuery } from "../../components/useQuery";
import { useFormat, useTexts } from "../../i18n/language";
import { useSubject } from "./subject";
import { usageTexts } from "./usageTexts";

const DIMENSIONS = [
  "Channel",
  "Platform",
  "PlatformVersion",
  "AppVersion",
  "Make",
  "Model",
  "ModelVersion",
  "Locale",
  "Timezone",
  "Country",
  "Region",
  "City",
  "PostalCode",
] as const;
/** Dimensions of which the application has its own: asked for bare, their values are the names. */
const OWN = ["Attributes", "UserAttributes"] as const;
const MOST_SHOWN = 20;

interface Share {
  readonly Endpoints: number;
  readonly Share: number;
  readonly Users: number | null;
}
interface Breakdown {
  readonly Exact: boolean;
  readonly SampledShare: number;
  readonly Total: Share;
  readonly Values: readonly (Share & { readonly Value: string })[];
  readonly Missing: number;
}

export function Demographics() {
  const t = useTexts(usageTexts);
  const format = useFormat();
  const api = useApi();
  const { app } = useSubject();
  const [search, setSearch] = useSearchParams();
  const dimension = search.get("dimension") || DIMENSIONS[0];
  const known = DIMENSIONS.find((name) => name === dimension);
  const named = known ? t(known) : dimension;
  const channelName = useChannelName();
  const { data, problem, isLoading, reload } = useQuery<Breakdown>(
    (signal) => api.x.get(`/apps/${label(app)}/demographics`, { dimension }, signal),
    [app, dimension],
  );
  const own = useQuery<readonly (readonly string[])[]>(
    (signal) =>
      Promise.all(
        OWN.map(async (kind) => {
          const { Values } = await api.x.get<Breakdown>(`/apps/${label(app)}/demographics`, { dimension: kind }, signal);
          return Values.map(({ Value }) => Value).sort();
        }),
      ),
    [app],
  );
  const nameOf = (value: string) => {
    if (known === "Channel") return channelName(value);
    return known === "Country" ? format.country(value) : value;
  };
  const values = (data?.Values ?? []).slice(0, MOST_SHOWN);
  const told = data
    ? [
        data.Exact ? "" : t("sampled", { share: format.share(data.SampledShare) }),
        data.Missing ? t("missing", { n: format.number(data.Missing), total: format.number(data.Total.Endpoints) }) : "",
      ]
    : [];
  return (
    <SpaceBetween size="l">
      {problem?.kind === "refused" ? null : <ProblemAlert problem={problem} onRetry={reload} isOptional />}
      <Figure
        title={t("endpointsBy", { name: named })}
        description={told.filter(Boolean).join(" ")}
        kind="horizontal"
        categoryTitle={named}
        categories={values.map(({ Value }) => nameOf(Value))}
        empty={t("noValues")}
        isLoading={isLoading}
        series={[{ title: t("ofEndpoints"), values: values.map(({ Endpoints }) => Endpoints) }]}
        more={[
          { title: t("share"), values: values.map(({ Share }) => Share), unit: "share" },
          ...(data?.Exact ? [{ title: t("ofUsers"), values: values.map(({ Users }) => Users ?? undefined) }] : []),
        ]}
        controls={
          <FormField label={t("dimension")} errorText={problem?.kind === "refused" ? problem.message : undefined}>
            <Select
              selectedOption={{ value: dimension, label: named }}
              options={[
                { label: t("ofEndpoints"), options: DIMENSIONS.map((value) => ({ value, label: t(value) })) },
                ...OWN.map((kind, index) => ({
                  label: t(kind),
                  options: (own.data?.[index] ?? []).map((name) => ({ value: `${kind}.${name}`, label: name })),
                })).filter(({ options }) => options.length),
              ]}
              filteringType="auto"
              onChange={({ detail }) =>
                setSearch((before) => {
                  before.set("dimension", detail.selectedOption.value ?? DIMENSIONS[0]);
                  return before;
                })
              }
            />
          </FormField>
        }
      />
    </SpaceBetween>
  );
}
