/** Who of some segments did something. */
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Multiselect from "@cloudscape-design/components/multiselect";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { GetSegmentsCommand } from "@aws-sdk/client-pinpoint";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { segment as label } from "../../api/extension";
import { useApi } from "../../app/context";
import { Figure } from "../../components/Figure";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { useTexts } from "../../i18n/language";
import { askedIn, nameOf, textOf, wireOf, type Asked } from "./archive";
import { ArchiveStatus } from "./ArchiveStatus";
import { archiveTexts } from "./archiveTexts";
import { EventInput, tidied } from "./EventInput";
import { instantsOf } from "./range";
import { favourite, useSubject } from "./subject";
import { useArchive } from "./useArchive";

const MOST_SEGMENTS = 20;

interface Named {
  readonly value: string;
  readonly label: string;
}

export function Adoption() {
  const t = useTexts(archiveTexts);
  const api = useApi();
  const { app, counted } = useSubject();
  const [search, setSearch] = useSearchParams();
  const segments = useQuery<readonly Named[]>(async () => {
    const answer = await api.send(new GetSegmentsCommand({ ApplicationId: app, PageSize: "1000" }));
    return (answer.SegmentsResponse?.Item ?? []).flatMap(({ Id, Name }) => (Id ? [{ value: Id, label: Name || Id }] : []));
  }, [app]);
  const askedSegments = search.getAll("of");
  const [event, setEvent] = useState(askedIn(search.get("did") ?? favourite(counted)));
  const [chosen, setChosen] = useState<readonly string[]>(askedSegments);
  const isReady = Boolean(event.type.trim()) && chosen.length > 0;
  const known = segments.data ?? [];
  const nameFor = (id: string) => known.find(({ value }) => value === id)?.label ?? id;
  const show = () =>
    setSearch((before) => {
      before.delete("of");
      for (const id of chosen) before.append("of", id);
      before.set("did", textOf(tidied(event)));
      return before;
    });
  return (
    <SpaceBetween size="l">
      <form
        onSubmit={(submitted) => {
          submitted.preventDefault();
          if (isReady) show();
        }}
      >
        <Container header={<Header variant="h2" description={t("adoptionHint")}>{t("adoption")}</Header>}>
          <Form actions={<Button variant="primary" disabled={!isReady}>{t("show")}</Button>}>
            <SpaceBetween size="m">
              <EventInput label={t("didWhat")} asked={event} onChange={setEvent} />
              <FormField label={t("segments")} description={t("atMost", { n: MOST_SEGMENTS })}>
                <Multiselect
                  selectedOptions={chosen.map((id) => ({ value: id, label: nameFor(id) }))}
                  options={[...known]}
                  filteringType="auto"
                  statusType={segments.isLoading ? "loading" : "finished"}
                  empty={t("noSegments")}
                  onChange={({ detail }) =>
                    setChosen(detail.selectedOptions.flatMap(({ value }) => value ?? []).slice(0, MOST_SEGMENTS))
                  }
                />
              </FormField>
            </SpaceBetween>
          </Form>
        </Container>
      </form>
      <ProblemAlert problem={segments.problem} onRetry={segments.reload} />
      {askedSegments.length ? (
        <Answer event={askedIn(search.get("did") ?? "")} segments={askedSegments} nameFor={nameFor} />
      ) : null}
    </SpaceBetween>
  );
}

interface Adopted {
  readonly SegmentId: string;
  readonly Endpoints: number;
  readonly Adopted: number;
  readonly Rate: number;
  readonly Events: number;
}

interface AnswerProperties {
  readonly event: Asked;
  readonly segments: readonly string[];
  readonly nameFor: (id: string) => string;
}

function Answer({ event, segments, nameFor }: AnswerProperties) {
  const t = useTexts(archiveTexts);
  const { app, range } = useSubject();
  const archive = useArchive(app, { event, segments, range }, (x, asked, signal) =>
    x.post<{ Segments: readonly Adopted[] }>(
      `/apps/${label(app)}/adoption`,
      { Event: wireOf(asked.event), SegmentIds: asked.segments, ...instantsOf(asked.range) },
      signal,
    ),
  );
  const { question, answer } = archive.found ?? {};
  if (!question || !answer) return <ArchiveStatus archive={archive} />;
  const found = answer.Segments;
  return (
    <SpaceBetween size="s">
      <ArchiveStatus archive={archive} />
      <Figure
        title={t("adoptedBy", { event: nameOf(question.event) })}
        description={t("endpointsHint")}
        kind="horizontal"
        unit="share"
        categoryTitle={t("segment")}
        categories={found.map(({ SegmentId }) => nameFor(SegmentId))}
        empty={t("nobodyDid")}
        series={[{ title: t("rate"), values: found.map(({ Endpoints, Rate }) => (Endpoints ? Rate : undefined)) }]}
        more={[
          { title: t("adopted"), values: found.map(({ Adopted }) => Adopted), unit: "number" },
          { title: t("endpoints"), values: found.map(({ Endpoints }) => Endpoints), unit: "number" },
          { title: t("events"), values: found.map(({ Events }) => Events), unit: "number" },
        ]}
      />
    </SpaceBetween>
  );
}
