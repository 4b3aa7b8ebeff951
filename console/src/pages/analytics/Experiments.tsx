/** Experiments: declare one for a campaign, and read its report with intervals. */
import { GetCampaignsCommand } from "@aws-sdk/client-pinpoint";
import Alert from "@cloudscape-design/components/alert";
import Autosuggest from "@cloudscape-design/components/autosuggest";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Modal from "@cloudscape-design/components/modal";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import Table from "@cloudscape-design/components/table";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { segment as label } from "../../api/extension";
import { useApi, useMay } from "../../app/context";
import { download, toCsv } from "../../components/csv";
import { Empty } from "../../components/Empty";
import { Figure } from "../../components/Figure";
import { ProblemAlert } from "../../components/ProblemAlert";
import { ResourceTable } from "../../components/ResourceTable";
import { fieldErrors, useAction } from "../../components/useAction";
import { usePages, useQuery } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { EVENT_TYPES } from "../events/eventTypes";
import { texts } from "./texts";

interface Listed {
  readonly Id: string;
  readonly Name: string;
  readonly State: string;
  readonly CreationDate: string;
}

interface ArmOutcome {
  readonly Name: string;
  readonly Rate?: number | null;
  readonly Mean?: number | null;
  readonly Low: number | null;
  readonly High: number | null;
  readonly Lift?: number | null;
  readonly LiftLow?: number | null;
  readonly LiftHigh?: number | null;
  readonly PValue?: number | null;
  readonly Sequential?: { readonly Verdict: "HIGHER" | "LOWER" | "UNDECIDED" } | null;
}

interface Report extends Listed {
  readonly Control: string;
  readonly Progress: number;
  readonly SampleRatioMismatch?: boolean | null;
  readonly Arms: readonly { readonly Name: string; readonly Size: number; readonly Outcomes: readonly ArmOutcome[] }[];
}

const POLL_MS = 3000;

export function Experiments({ app }: { app: string }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const api = useApi();
  const may = useMay();
  const [search, setSearch] = useSearchParams();
  const [isDeclaring, setDeclaring] = useState(false);
  const chosen = search.get("experiment") ?? "";
  const choose = (id: string) =>
    setSearch((before) => {
      before.set("experiment", id);
      return before;
    });
  const pages = usePages<Listed>(
    async ({ token, size, signal }) => {
      const answer = await api.x.get<{ Item: Listed[]; NextToken?: string }>(
        `/apps/${label(app)}/experiments`,
        { token, "page-size": size },
        signal,
      );
      return { items: answer.Item, token: answer.NextToken };
    },
    [app],
  );
  const declare = (
    <Button variant="primary" disabled={!may("work")} onClick={() => setDeclaring(true)}>
      {t("declare")}
    </Button>
  );
  return (
    <SpaceBetween size="l">
      <ResourceTable
        title={t("experiments")}
        headingTag="h2"
        pages={pages}
        isOptional
        trackBy={({ Id }) => Id}
        actions={declare}
        empty={<Empty title={t("noExperiments")} hint={t("noExperimentsHint")} action={declare} />}
        columns={[
          {
            id: "name",
            header: all("name"),
            value: ({ Name }) => Name,
            cell: ({ Id, Name }) => (
              <Button variant="inline-link" onClick={() => choose(Id)}>
                {Name}
              </Button>
            ),
          },
          { id: "state", header: t("state"), value: ({ State }) => State },
          {
            id: "created",
            header: all("created"),
            value: ({ CreationDate }) => CreationDate,
            cell: ({ CreationDate }) => format.time(CreationDate),
          },
        ]}
      />
      {chosen ? <ExperimentReport key={chosen} app={app} id={chosen} /> : null}
      {isDeclaring ? (
        <Declare
          app={app}
          onDismiss={() => setDeclaring(false)}
          onDeclared={(id) => {
            setDeclaring(false);
            pages.reload();
            choose(id);
          }}
        />
      ) : null}
    </SpaceBetween>
  );
}

function ExperimentReport({ app, id }: { app: string; id: string }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const api = useApi();
  const { data, problem } = useQuery<Report>(
    (signal) => api.x.get(`/apps/${label(app)}/experiments/${label(id)}`, {}, signal),
    [app, id],
    { poll: ({ State }) => (State === "COUNTING" ? POLL_MS : undefined) },
  );
  if (problem) return <ProblemAlert problem={problem} isOptional />;
  if (!data) return <Spinner />;
  const rows = data.Arms.flatMap(({ Name, Size, Outcomes }) =>
    Outcomes.map((outcome) => ({ arm: Name, size: Size, outcome, key: `${Name} ${outcome.Name}` })),
  );
  const shown = ({ Rate, Mean }: ArmOutcome, value: number | null | undefined) =>
    Rate !== undefined || Mean === undefined ? format.share(value) : format.decimal(value ?? undefined);
  const interval = (outcome: ArmOutcome) =>
    `${shown(outcome, outcome.Rate ?? outcome.Mean)} (${shown(outcome, outcome.Low)} – ${shown(outcome, outcome.High)})`;
  const lift = ({ Lift, LiftLow, LiftHigh }: ArmOutcome) =>
    Lift === undefined || Lift === null
      ? "–"
      : `${format.share(Lift)} (${format.share(LiftLow)} – ${format.share(LiftHigh)})`;
  const verdict = ({ Sequential }: ArmOutcome) => (Sequential ? t(Sequential.Verdict) : "–");
  const header = [t("arm"), t("size"), t("outcomeName"), t("figure"), t("lift"), t("pValue"), t("verdict")];
  const cells = ({ arm, size, outcome }: (typeof rows)[number]) => [
    arm === data.Control ? `${arm} (${t("control")})` : arm,
    size,
    outcome.Name,
    interval(outcome),
    lift(outcome),
    outcome.PValue ?? undefined,
    verdict(outcome),
  ];
  const names = [...new Set(rows.map(({ outcome }) => outcome.Name))];
  return (
    <SpaceBetween size="l">
      {data.State === "COUNTING" ? (
        <Alert type="info">{t("counting", { n: format.share(data.Progress) })}</Alert>
      ) : null}
      {data.SampleRatioMismatch ? <Alert type="warning">{t("mismatch")}</Alert> : null}
      <Container
        header={
          <Header
            variant="h2"
            actions={
              <Button
                iconName="download"
                ariaLabel={`${all("downloadCsv")}: ${data.Name}`}
                onClick={() => download(`${data.Name}.csv`, toCsv(header, rows.map(cells)))}
              />
            }
          >
            {t("report")}: {data.Name}
          </Header>
        }
      >
        <Table
          variant="embedded"
          items={rows}
          trackBy="key"
          ariaLabels={{ tableLabel: data.Name }}
          columnDefinitions={header.map((name, index) => ({
            id: String(index),
            header: name,
            isRowHeader: index === 0,
            cell: (row: (typeof rows)[number]) => {
              const value = cells(row)[index];
              return typeof value === "number" ? format.decimal(value, 4) : (value ?? "–");
            },
          }))}
        />
      </Container>
      {names.map((name) => {
        const of = rows.filter(({ outcome }) => outcome.Name === name);
        const isMean = of.some(({ outcome }) => outcome.Mean !== undefined);
        return (
          <Figure
            key={name}
            title={name}
            unit={isMean ? "number" : "share"}
            categoryTitle={t("arm")}
            categories={of.map(({ arm }) => arm)}
            series={[
              { title: t("figure"), values: of.map(({ outcome }) => outcome.Rate ?? outcome.Mean ?? undefined) },
            ]}
          />
        );
      })}
    </SpaceBetween>
  );
}

interface DeclareProperties {
  readonly app: string;
  readonly onDismiss: () => void;
  readonly onDeclared: (id: string) => void;
}

function Declare({ app, onDismiss, onDeclared }: DeclareProperties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const api = useApi();
  const action = useAction();
  const [name, setName] = useState("");
  const [campaign, setCampaign] = useState("");
  const [event, setEvent] = useState("");
  const [metric, setMetric] = useState("");
  const campaigns = useQuery(
    async () =>
      ((await api.send(new GetCampaignsCommand({ ApplicationId: app, PageSize: "1000" }))).CampaignsResponse?.Item ?? []).map(
        ({ Id, Name }) => ({ value: Id!, label: Name || Id! }),
      ),
    [app],
  );
  const errors = fieldErrors(action.problem, ["Name", "CampaignId", "EventType", "Metric"]);
  const declare = () =>
    action.run(async () => {
      const outcome = { Name: event, EventType: event, ...(metric ? { Metric: metric } : {}) };
      const made = await api.x.post<{ Id: string }>(`/apps/${label(app)}/experiments`, {
        Name: name,
        CampaignId: campaign,
        Outcomes: [outcome],
      });
      onDeclared(made.Id);
    });
  return (
    <Modal
      visible
      header={t("declare")}
      closeAriaLabel={all("close")}
      onDismiss={onDismiss}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onDismiss}>
              {all("cancel")}
            </Button>
            <Button
              variant="primary"
              disabled={!name || !campaign || !event}
              loading={action.isBusy}
              onClick={() => void declare()}
            >
              {t("declare")}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <FormField label={all("name")} errorText={errors.of("Name")}>
          <Input value={name} autoFocus onChange={({ detail }) => setName(detail.value)} />
        </FormField>
        <FormField label={t("campaign")} errorText={errors.of("CampaignId")}>
          <Select
            selectedOption={campaigns.data?.find(({ value }) => value === campaign) ?? null}
            options={campaigns.data ?? []}
            filteringType="auto"
            onChange={({ detail }) => setCampaign(detail.selectedOption.value ?? "")}
          />
        </FormField>
        <FormField label={t("outcome")} errorText={errors.of("EventType")}>
          <Autosuggest
            value={event}
            options={EVENT_TYPES.map((value) => ({ value }))}
            enteredTextLabel={(value) => value}
            onChange={({ detail }) => setEvent(detail.value)}
          />
        </FormField>
        <FormField label={t("metric")} errorText={errors.of("Metric")}>
          <Input value={metric} onChange={({ detail }) => setMetric(detail.value)} />
        </FormField>
        <ProblemAlert problem={errors.rest ?? campaigns.problem} />
      </SpaceBetween>
    </Modal>
  );
}
