/** All segments of an application. */
import { GetSegmentsCommand, type SegmentResponse } from "@aws-sdk/client-pinpoint";
import SpaceBetween from "@cloudscape-design/components/space-between";

import { useApi, useMay } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { Empty } from "../../components/Empty";
import { inApp, To, ToButton } from "../../components/Links";
import { ResourceTable } from "../../components/ResourceTable";
import { useApplicationId } from "../../components/useApplication";
import { usePages } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { texts } from "./texts";

export default function Segments() {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const app = useApplicationId();
  const api = useApi();
  const may = useMay();
  useTitle(t("title"));
  const pages = usePages<SegmentResponse>(
    async ({ token, size, signal }) => {
      const answer = await api.send(
        new GetSegmentsCommand({ ApplicationId: app, Token: token, PageSize: String(size) }),
        { abortSignal: signal },
      );
      return { items: answer.SegmentsResponse?.Item ?? [], token: answer.SegmentsResponse?.NextToken };
    },
    [app],
  );
  const kind = (segment: SegmentResponse) => t(segment.SegmentType === "IMPORT" ? "IMPORT" : "DIMENSIONAL");
  const actions = (
    <SpaceBetween direction="horizontal" size="xs">
      <ToButton path={inApp(app, "segments", "import")} disabled={!may("work")}>
        {t("import")}
      </ToButton>
      <ToButton path={inApp(app, "segments", "new")} variant="primary" disabled={!may("work")}>
        {t("create")}
      </ToButton>
    </SpaceBetween>
  );
  return (
    <ResourceTable
      title={t("title")}
      description={t("what")}
      pages={pages}
      trackBy={(segment) => segment.Id!}
      actions={actions}
      empty={<Empty title={t("emptyTitle")} hint={t("emptyHint")} action={actions} />}
      defaultSort={{ column: "changed", isDescending: true }}
      choice={{ label: t("source"), value: kind }}
      columns={[
        {
          id: "name",
          header: all("name"),
          value: (segment) => segment.Name || t("noName"),
          cell: (segment) => <To path={inApp(app, "segments", segment.Id!)}>{segment.Name || t("noName")}</To>,
          minWidth: 180,
        },
        { id: "kind", header: t("source"), value: kind },
        {
          id: "size",
          header: t("imported"),
          value: (segment) => segment.ImportDefinition?.Size,
          cell: (segment) => format.number(segment.ImportDefinition?.Size),
        },
        { id: "version", header: all("version"), value: (segment) => segment.Version },
        {
          id: "changed",
          header: all("changed"),
          value: (segment) => segment.LastModifiedDate ?? segment.CreationDate,
          cell: (segment) => format.time(segment.LastModifiedDate ?? segment.CreationDate),
        },
        { id: "id", header: all("id"), value: (segment) => segment.Id },
      ]}
    />
  );
}
