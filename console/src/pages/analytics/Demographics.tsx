/** Who the endpoints are. */
import Autosuggest from "@cloudscape-design/components/autosuggest";
import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { segment as label } from "../../api/extension";
import { useApi } from "../../app/context";
import { Figure } from "../../components/Figure";
import { ProblemAlert } from "../../components/ProblemAlert";
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
  const [typed, setTyped] = useState<string>(dimension);
  const { data, problem, isLoading, reload } = useQuery<Breakdown>(
    (signal) => api.x.get(`/apps/${label(app)}/demographics`, { dimension }, signal),
    [app, dimension],
  );
  const choose = (name: string) => {
    if (!name.trim() || name.trim() === dimension) return;
    setSearch((before) => {
      before.set("dimension", name.trim());
      return before;
    });
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
        categories={values.map(({ Value }) => (known === "Country" ? format.country(Value) : Value))}
        empty={t("noValues")}
        isLoading={isLoading}
        series={[{ title: t("ofEndpoints"), values: values.map(({ Endpoints }) => Endpoints) }]}
        more={[
          { title: t("share"), values: values.map(({ Share }) => Share), unit: "share" },
          ...(data?.Exact ? [{ title: t("ofUsers"), values: values.map(({ Users }) => Users ?? undefined) }] : []),
        ]}
        controls={
          <FormField
            label={t("dimension")}
            description={t("dimensionHint")}
            errorText={problem?.kind === "refused" ? problem.message : undefined}
          >
            <Autosuggest
              value={typed}
              options={DIMENSIONS.map((value) => ({ value, description: t(value) }))}
              enteredTextLabel={(value) => value}
              onChange={({ detail }) => setTyped(detail.value)}
              onSelect={({ detail }) => choose(detail.value)}
              onBlur={() => choose(typed)}
            />
          </FormField>
        }
      />
    </SpaceBetween>
  );
}
