/** All versions of a segment, and the rules of one of them. */
import { GetSegmentVersionsCommand } from "@aws-sdk/client-pinpoint";
import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { useSearchParams } from "react-router";

import { useApi } from "../../app/context";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { draftOf } from "./definition";
import { Rules } from "./Rules";
import { texts } from "./texts";

interface Properties {
  readonly app: string;
  readonly id: string;
  readonly names: ReadonlyMap<string, string>;
}

export function Versions({ app, id, names }: Properties) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const api = useApi();
  const [search, setSearch] = useSearchParams();
  const chosen = Number(search.get("version"));
  const { data = [], problem } = useQuery(
    async () =>
      (await api.send(new GetSegmentVersionsCommand({ ApplicationId: app, SegmentId: id, PageSize: "100" })))
        .SegmentsResponse?.Item ?? [],
    [app, id],
  );
  const latest = Math.max(...data.map(({ Version = 0 }) => Version));
  const shown = data.find(({ Version }) => Version === chosen);
  const show = (version: number) =>
    setSearch(
      (before) => {
        before.set("version", String(version));
        return before;
      },
      { replace: true },
    );
  return (
    <Container header={<Header variant="h2">{t("versions")}</Header>}>
      <SpaceBetween size="m">
        <ProblemAlert problem={problem} />
        <Table
          variant="embedded"
          items={data}
          ariaLabels={{ tableLabel: t("versions") }}
          columnDefinitions={[
            {
              id: "version",
              header: all("version"),
              isRowHeader: true,
              cell: ({ Version = 0 }) => (
                <SpaceBetween direction="horizontal" size="xs">
                  <Button
                    variant="inline-link"
                    ariaLabel={t("versionRules", { n: Version })}
                    onClick={() => show(Version)}
                  >
                    {Version}
                  </Button>
                  {Version === latest ? <Badge color="green">{t("current")}</Badge> : null}
                </SpaceBetween>
              ),
            },
            { id: "name", header: all("name"), cell: (version) => version.Name },
            {
              id: "changed",
              header: all("changed"),
              cell: (version) => format.time(version.LastModifiedDate ?? version.CreationDate),
            },
          ]}
        />
        {shown && shown.SegmentType !== "IMPORT" ? (
          <div>
            <Box variant="h3">{t("versionRules", { n: chosen })}</Box>
            <Rules app={app} draft={draftOf(shown)} names={names} />
          </div>
        ) : null}
      </SpaceBetween>
    </Container>
  );
}
