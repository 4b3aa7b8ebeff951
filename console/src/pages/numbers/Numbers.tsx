/** Our own numbers for texts in both directions: set up, keywords, opt-outs. */
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Modal from "@cloudscape-design/components/modal";
import Multiselect from "@cloudscape-design/components/multiselect";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { segment as label } from "../../api/extension";
import { useApi, useMay } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { ConfirmDelete } from "../../components/ConfirmDelete";
import { Empty } from "../../components/Empty";
import { ProblemAlert } from "../../components/ProblemAlert";
import { ResourceTable } from "../../components/ResourceTable";
import { fieldErrors, useAction } from "../../components/useAction";
import { usePages } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { useApplications } from "../../components/useApplications";
import { texts } from "./texts";

const HANDLINGS = ["PINWHEEL", "CARRIER", "SELF_MANAGED"] as const;

interface OwnNumber {
  readonly Number: string;
  readonly TwoWayEnabled: boolean;
  readonly TopicArn: string | null;
  readonly ApplicationIds: readonly string[];
  readonly OptOutHandling: (typeof HANDLINGS)[number];
  readonly OptsEndpointsOut: boolean;
}

const FRESH: OwnNumber = {
  Number: "",
  TwoWayEnabled: true,
  TopicArn: null,
  ApplicationIds: [],
  OptOutHandling: "PINWHEEL",
  OptsEndpointsOut: true,
};

/** Read a list of the extension API. */
function useListed<T>(path: string) {
  const api = useApi();
  return usePages<T>(
    async ({ token, size, signal }) => {
      const answer = await api.x.get<{ Item: T[]; NextToken?: string }>(path, { token, "page-size": size }, signal);
      return { items: answer.Item, token: answer.NextToken };
    },
    [path],
  );
}

export default function Numbers() {
  const t = useTexts(texts);
  const all = useTexts(common);
  const api = useApi();
  const may = useMay();
  const applications = useApplications();
  const [search, setSearch] = useSearchParams();
  const [edited, setEdited] = useState<OwnNumber>();
  const [removed, setRemoved] = useState("");
  useTitle(t("title"));
  const pages = useListed<OwnNumber>("/numbers");
  const chosen = search.get("number") ?? "";
  const names = (ids: readonly string[]) =>
    ids.map((id) => applications.find(({ value }) => value === id)?.label ?? id).join(", ") || all("all");
  const setUp = (
    <Button variant="primary" disabled={!may("share")} onClick={() => setEdited(FRESH)}>
      {t("setUp")}
    </Button>
  );
  return (
    <SpaceBetween size="l">
      <ResourceTable
        title={t("title")}
        description={t("what")}
        pages={pages}
        trackBy={({ Number }) => Number}
        actions={setUp}
        empty={<Empty title={t("none")} hint={t("noneHint")} action={setUp} />}
        columns={[
          {
            id: "number",
            header: t("phone"),
            minWidth: 160,
            value: ({ Number }) => Number,
            cell: ({ Number }) => (
              <Button variant="inline-link" onClick={() => setSearch({ number: Number })}>
                {Number}
              </Button>
            ),
          },
          { id: "two", header: t("twoWay"), value: ({ TwoWayEnabled }) => all(TwoWayEnabled ? "yes" : "no") },
          { id: "apps", header: t("applications"), value: ({ ApplicationIds }) => names(ApplicationIds) },
          { id: "handling", header: t("handling"), value: ({ OptOutHandling }) => t(OptOutHandling) },
          {
            id: "actions",
            header: all("actions"),
            value: () => "",
            cell: (number) => (
              <SpaceBetween direction="horizontal" size="xs">
                <Button
                  variant="inline-link"
                  disabled={!may("share")}
                  ariaLabel={`${all("edit")}: ${number.Number}`}
                  onClick={() => setEdited(number)}
                >
                  {all("edit")}
                </Button>
                <Button
                  variant="inline-link"
                  disabled={!may("share")}
                  ariaLabel={`${all("delete")}: ${number.Number}`}
                  onClick={() => setRemoved(number.Number)}
                >
                  {all("delete")}
                </Button>
              </SpaceBetween>
            ),
          },
        ]}
      />
      {chosen ? <Details key={chosen} number={chosen} /> : null}
      {edited ? (
        <SetUp
          stored={edited}
          applications={applications}
          onDismiss={() => setEdited(undefined)}
          onSaved={() => {
            setEdited(undefined);
            pages.reload();
          }}
        />
      ) : null}
      {removed ? (
        <ConfirmDelete
          name={removed}
          onDismiss={() => setRemoved("")}
          onConfirm={async () => {
            await api.x.delete(`/numbers/${label(removed)}`);
            setRemoved("");
            setSearch({});
            pages.reload();
          }}
        />
      ) : null}
    </SpaceBetween>
  );
}

function Details({ number }: { number: string }) {
  const t = useTexts(texts);
  const format = useFormat();
  const path = `/numbers/${label(number)}`;
  const keywords = useListed<{ Keyword: string; KeywordMessage: string; KeywordAction: string }>(`${path}/keywords`);
  const optOuts = useListed<{ Phone: string; Keyword: string; OptedOutAt: string }>(`${path}/opt-outs`);
  return (
    <SpaceBetween size="l">
      <ResourceTable
        title={t("keywords", { n: number })}
        headingTag="h2"
        scope="keyword."
        pages={keywords}
        trackBy={({ Keyword }) => Keyword}
        empty={t("noKeywords")}
        columns={[
          { id: "keyword", header: t("keyword"), value: ({ Keyword }) => Keyword },
          { id: "answer", header: t("answer"), value: ({ KeywordMessage }) => KeywordMessage, minWidth: 240 },
          { id: "action", header: t("action"), value: ({ KeywordAction }) => KeywordAction },
        ]}
      />
      <ResourceTable
        title={t("optOuts", { n: number })}
        headingTag="h2"
        scope="out."
        pages={optOuts}
        trackBy={({ Phone }) => Phone}
        empty={t("nobody")}
        columns={[
          { id: "phone", header: t("phone"), value: ({ Phone }) => Phone },
          { id: "keyword", header: t("keyword"), value: ({ Keyword }) => Keyword },
          { id: "since", header: t("since"), value: ({ OptedOutAt }) => OptedOutAt, cell: ({ OptedOutAt }) => format.time(OptedOutAt) },
        ]}
      />
    </SpaceBetween>
  );
}

interface SetUpProperties {
  readonly stored: OwnNumber;
  readonly applications: readonly { readonly value: string; readonly label: string }[];
  readonly onDismiss: () => void;
  readonly onSaved: () => void;
}

function SetUp({ stored, applications, onDismiss, onSaved }: SetUpProperties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const api = useApi();
  const action = useAction();
  const [values, setValues] = useState(stored);
  const change = (facts: Partial<OwnNumber>) => setValues((before) => ({ ...before, ...facts }));
  const errors = fieldErrors(action.problem, ["TopicArn", "number"]);
  const save = async () => {
    const { Number: number, ...body } = values;
    const isSaved = await action.run(() => api.x.put(`/numbers/${label(number.trim())}`, body));
    if (isSaved) onSaved();
  };
  return (
    <Modal
      visible
      header={t("setUp")}
      closeAriaLabel={all("close")}
      onDismiss={onDismiss}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onDismiss}>
              {all("cancel")}
            </Button>
            <Button variant="primary" disabled={!values.Number.trim()} loading={action.isBusy} onClick={() => void save()}>
              {all("save")}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <FormField label={t("number")} errorText={errors.of("number")}>
          <Input
            value={values.Number}
            readOnly={stored.Number !== ""}
            placeholder="+18445550100"
            onChange={({ detail }) => change({ Number: detail.value })}
          />
        </FormField>
        <Toggle checked={values.TwoWayEnabled} onChange={({ detail }) => change({ TwoWayEnabled: detail.checked })}>
          {t("twoWay")}
        </Toggle>
        <FormField label={t("topic")} errorText={errors.of("TopicArn")}>
          <Input value={values.TopicArn ?? ""} onChange={({ detail }) => change({ TopicArn: detail.value || null })} />
        </FormField>
        <FormField label={t("applications")}>
          <Multiselect
            options={[...applications]}
            selectedOptions={applications.filter(({ value }) => values.ApplicationIds.includes(value))}
            onChange={({ detail }) => change({ ApplicationIds: detail.selectedOptions.map(({ value }) => value ?? "") })}
          />
        </FormField>
        <FormField label={t("handling")}>
          <Select
            selectedOption={{ value: values.OptOutHandling, label: t(values.OptOutHandling) }}
            options={HANDLINGS.map((value) => ({ value, label: t(value) }))}
            onChange={({ detail }) => change({ OptOutHandling: detail.selectedOption.value as OwnNumber["OptOutHandling"] })}
          />
        </FormField>
        <Toggle checked={values.OptsEndpointsOut} onChange={({ detail }) => change({ OptsEndpointsOut: detail.checked })}>
          {t("optsOut")}
        </Toggle>
        <ProblemAlert problem={errors.rest} />
      </SpaceBetween>
    </Modal>
  );
}
