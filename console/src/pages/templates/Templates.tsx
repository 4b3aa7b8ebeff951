/** All templates of the account. */
import { ListTemplatesCommand, type TemplateResponse } from "@aws-sdk/client-pinpoint";

import { useApi, useMay } from "../../app/context";
import { useTitle } from "../../app/crumbs";
import { Empty } from "../../components/Empty";
import { To, ToButton } from "../../components/Links";
import { ResourceTable } from "../../components/ResourceTable";
import { usePages } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { texts } from "./texts";

export function templatePath(type: string, name: string): string {
  return `/templates/${type.toLowerCase()}/${encodeURIComponent(name)}`;
}

export default function Templates() {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const api = useApi();
  const may = useMay();
  useTitle(t("title"));
  const pages = usePages<TemplateResponse>(async ({ token, size, signal }) => {
    const answer = await api.send(new ListTemplatesCommand({ NextToken: token, PageSize: String(size) }), {
      abortSignal: signal,
    });
    return { items: answer.TemplatesResponse?.Item ?? [], token: answer.TemplatesResponse?.NextToken };
  }, []);
  const create = (
    <ToButton path="/templates/new" variant="primary" disabled={!may("share")}>
      {t("create")}
    </ToButton>
  );
  return (
    <ResourceTable
      title={t("title")}
      description={t("what")}
      pages={pages}
      trackBy={(template) => `${template.TemplateType} ${template.TemplateName}`}
      actions={create}
      empty={<Empty title={t("emptyTitle")} hint={t("emptyHint")} action={create} />}
      defaultSort={{ column: "changed", isDescending: true }}
      choice={{ label: all("type"), value: (template) => t(template.TemplateType as "EMAIL") }}
      columns={[
        {
          id: "name",
          header: all("name"),
          value: (template) => template.TemplateName,
          cell: (template) => (
            <To path={templatePath(template.TemplateType!, template.TemplateName!)}>{template.TemplateName}</To>
          ),
          minWidth: 180,
        },
        { id: "type", header: all("type"), value: (template) => t(template.TemplateType as "EMAIL") },
        { id: "version", header: all("version"), value: (template) => Number(template.Version ?? 1) },
        {
          id: "changed",
          header: all("changed"),
          value: (template) => template.LastModifiedDate,
          cell: (template) => format.time(template.LastModifiedDate),
        },
      ]}
    />
  );
}
