/** The builder: groups, sets and rules, with the reach as they change. */
import {
  CreateSegmentCommand,
  GetSegmentCommand,
  UpdateSegmentCommand,
} from "@aws-sdk/client-pinpoint";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import { useMemo, useState } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";

import { segment as label } from "../../api/extension";
import { useApi, useMay, useSurroundings } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { inApp } from "../../components/Links";
import { ProblemAlert } from "../../components/ProblemAlert";
import { UnsavedGuard } from "../../components/UnsavedGuard";
import { fieldErrors, useAction } from "../../components/useAction";
import { useApplicationId } from "../../components/useApplication";
import { useKnownNames } from "../../components/useKnownNames";
import { useLeave } from "../../components/useLeave";
import { useQuery } from "../../components/useQuery";
import { useSettled } from "../../components/useSettled";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import {
  draftOf,
  isComplete,
  newDraft,
  newGroup,
  quantifier,
  QUANTIFIERS,
  requestOf,
  type Draft,
  type Group,
} from "./definition";
import { Estimate, type EstimateAnswer } from "./Estimate";
import { GroupEditor } from "./GroupEditor";
import { Rules } from "./Rules";
import { texts } from "./texts";
import { useSegments } from "./useSegmentNames";

const MAXIMUM_GROUPS = 5;

export default function SegmentEditor() {
  const t = useTexts(texts);
  const app = useApplicationId();
  const { segment: id } = useParams();
  const [search] = useSearchParams();
  const origin = id ?? search.get("copy") ?? undefined;
  const api = useApi();
  const { data, problem, reload } = useQuery(
    async () =>
      draftOf((await api.send(new GetSegmentCommand({ ApplicationId: app, SegmentId: origin! }))).SegmentResponse!),
    [app, origin],
    { enabled: origin !== undefined },
  );
  if (problem) return <ProblemAlert problem={problem} onRetry={reload} />;
  if (origin === undefined) return <Builder key="new" app={app} id={undefined} stored={newDraft()} />;
  if (!data) return <Spinner size="large" />;
  const stored = id === undefined ? { ...data, name: t("copyOf", { name: data.name }) } : data;
  return <Builder key={origin} app={app} id={id} stored={stored} />;
}

function Builder({ app, id, stored }: { app: string; id: string | undefined; stored: Draft }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const { api, notify } = useSurroundings();
  const may = useMay();
  const navigate = useNavigate();
  const action = useAction();
  const { leave, isLeaving } = useLeave();
  const [draft, setDraft] = useState(stored);
  const [wasTried, setTried] = useState(false);
  const segments = useSegments(app);
  const names = useMemo(() => new Map(segments.items.map(({ Id, Name }) => [Id!, Name || Id!])), [segments.items]);
  const [wantsNames, setWantsNames] = useState(false);
  const known = useKnownNames(app, wantsNames);
  useTitle(id ? t("edit") : t("newSegment"));
  const isDirty = JSON.stringify(draft) !== JSON.stringify(stored);
  const errors = fieldErrors(action.problem, ["Name"]);
  const setGroup = (index: number, group: Group) =>
    setDraft({ ...draft, groups: draft.groups.map((old, place) => (place === index ? group : old)) });
  const save = async () => {
    setTried(true);
    if (!draft.name.trim() || !isComplete(draft)) return;
    await action.run(async () => {
      const WriteSegmentRequest = requestOf(draft);
      const answer = id
        ? await api.send(new UpdateSegmentCommand({ ApplicationId: app, SegmentId: id, WriteSegmentRequest }))
        : await api.send(new CreateSegmentCommand({ ApplicationId: app, WriteSegmentRequest }));
      notify({ type: "success", content: all("saved") });
      leave(inApp(app, "segments", answer.SegmentResponse!.Id!));
    });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <UnsavedGuard isDirty={isDirty && !isLeaving} />
      <Form
        header={<Header variant="h1">{id ? t("edit") : t("newSegment")}</Header>}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button formAction="none" variant="link" onClick={() => void navigate(inApp(app, "segments", ...(id ? [id] : [])))}>
              {all("cancel")}
            </Button>
            <Button variant="primary" loading={action.isBusy} disabled={!may("work")}>
              {id ? all("save") : t("create")}
            </Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          <ProblemAlert problem={errors.rest} />
          <Container>
            <SpaceBetween size="m">
              <FormField
                label={all("name")}
                errorText={errors.of("Name") ?? (wasTried && !draft.name.trim() ? all("required") : undefined)}
              >
                <Input value={draft.name} onChange={({ detail }) => setDraft({ ...draft, name: detail.value })} />
              </FormField>
              {draft.groups.length > 1 ? (
                <FormField label={t("include")}>
                  <Select
                    selectedOption={{ value: draft.include, label: t(`INCLUDE_${draft.include}`) }}
                    options={QUANTIFIERS.map((value) => ({ value, label: t(`INCLUDE_${value}`) }))}
                    onChange={({ detail }) => setDraft({ ...draft, include: quantifier(detail.selectedOption.value) })}
                  />
                </FormField>
              ) : null}
            </SpaceBetween>
          </Container>
          {draft.groups.map((group, index) => (
            <GroupEditor
              key={index}
              app={app}
              number={index + 1}
              group={group}
              segments={segments.items.filter((one) => one.Id !== id)}
              known={known}
              onNames={() => setWantsNames(true)}
              showGaps={wasTried}
              onChange={(changed) => setGroup(index, changed)}
              onRemove={
                draft.groups.length > 1
                  ? () => setDraft({ ...draft, groups: draft.groups.filter((_, place) => place !== index) })
                  : undefined
              }
            />
          ))}
          <Button
            formAction="none"
            iconName="add-plus"
            disabled={draft.groups.length >= MAXIMUM_GROUPS}
            onClick={() => setDraft({ ...draft, groups: [...draft.groups, newGroup()] })}
          >
            {t("addGroup")}
          </Button>
          <Container header={<Header variant="h2">{t("inWords")}</Header>}>
            <Rules app={app} draft={draft} names={names} />
          </Container>
          <LiveEstimate app={app} draft={draft} />
        </SpaceBetween>
      </Form>
    </form>
  );
}

function LiveEstimate({ app, draft }: { app: string; draft: Draft }) {
  const t = useTexts(texts);
  const api = useApi();
  const settled = useSettled(requestOf({ ...draft, name: "" }));
  const isReady = isComplete(draft);
  const query = useQuery<EstimateAnswer>(
    (signal) => api.x.post(`/apps/${label(app)}/segments/estimate`, settled, signal),
    [app, settled],
    { enabled: isReady },
  );
  return (
    <Container header={<Header variant="h2">{t("estimate")}</Header>}>
      {!isReady ? (
        t("estimateWhenComplete")
      ) : query.problem && query.problem.kind !== "unreachable" && query.problem.kind !== "refused" ? (
        t("estimateLater")
      ) : (
        <Estimate query={query} />
      )}
    </Container>
  );
}
