/** Which event types have a fixed meaning, and who reports them. */
import { useMemo } from "react";

import { ResourceTable } from "../../components/ResourceTable";
import { useEventName } from "../../components/useEventName";
import type { Pages } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { EVENT_TYPES } from "./eventTypes";
import { texts } from "./texts";

const OWN = /^_(email|SMS|test)\./;

export function KnownTypes() {
  const t = useTexts(texts);
  const all = useTexts(common);
  const nameOf = useEventName();
  const pages = useMemo<Pages<string>>(
    () => ({ items: EVENT_TYPES, isLoading: false, isComplete: true, problem: undefined, reload: () => undefined }),
    [],
  );
  return (
    <ResourceTable
      title={t("known")}
      headingTag="h2"
      pages={pages}
      trackBy={(type) => type}
      empty={all("none")}
      columns={[
        { id: "type", header: t("eventType"), value: (type) => type },
        { id: "meaning", header: t("meaning"), value: nameOf },
        { id: "by", header: t("by"), value: (type) => t(OWN.test(type) ? "service" : "app") },
      ]}
    />
  );
}
