/** One entry: what was before and what is after, member by member. */
import Box from "@cloudscape-design/components/box";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import Table from "@cloudscape-design/components/table";

import { useApi } from "../../app/context";
import { Diff } from "../../components/Diff";
import { ProblemAlert } from "../../components/ProblemAlert";
import { useQuery } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useFormat, useTexts } from "../../i18n/language";
import { changesOf, keyOf, type Change, type Entry, type EntryPage } from "./entries";
import { texts } from "./texts";
import { useOperationName } from "./useOperationName";

const LONG = 60;
const PAGE_SIZE = 1000;

export function Changes({ entry, onDismiss }: { entry: Entry; onDismiss: () => void }) {
  const t = useTexts(texts);
  const all = useTexts(common);
  const format = useFormat();
  const operationName = useOperationName();
  const api = useApi();
  const { data, problem, isLoading } = useQuery(
    async (signal) => {
      const readLog = (application: string, token: string | undefined) =>
        api.x.get<EntryPage>("/audit", { "application-id": application, token, "page-size": PAGE_SIZE }, signal);
      return (await changesOf(entry, readLog)) ?? null;
    },
    [keyOf(entry)],
  );
  const [short, long] = [data?.filter((change) => !isLong(change)), data?.filter(isLong)];
  return (
    <Modal visible size="large" header={operationName(entry.Operation)} closeAriaLabel={all("close")} onDismiss={onDismiss}>
      <SpaceBetween size="m">
        <KeyValuePairs
          columns={3}
          items={[
            { label: t("time"), value: format.time(entry.Time) },
            { label: t("principal"), value: entry.Principal },
            { label: t("path"), value: <span className="pw-plain">{entry.Resource}</span> },
          ]}
        />
        <ProblemAlert problem={problem} />
        {isLoading && data === undefined ? <Spinner /> : null}
        {data === null ? <Box color="text-body-secondary">{t("gone")}</Box> : null}
        {data?.length === 0 ? <Box color="text-body-secondary">{t("same")}</Box> : null}
        {short?.length ? (
          <Table
            variant="embedded"
            wrapLines
            items={short}
            ariaLabels={{ tableLabel: t("changes") }}
            columnDefinitions={[
              { id: "member", header: t("member"), isRowHeader: true, cell: ({ Path }) => Path },
              { id: "old", header: t("old"), cell: ({ Old }) => readable(Old) || "–" },
              { id: "new", header: t("fresh"), cell: ({ New }) => readable(New) || "–" },
            ]}
          />
        ) : null}
        {long?.map(({ Path, Old, New }) => (
          <div key={Path}>
            <strong>{Path}</strong>
            <Diff label={Path} before={readable(Old)} after={readable(New)} />
          </div>
        ))}
      </SpaceBetween>
    </Modal>
  );
}

function isLong({ Old, New }: Change): boolean {
  return [Old, New].some((value) => readable(value).length > LONG || readable(value).includes("\n"));
}

function readable(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
