/** Which event types have a fixed meaning, and who reports them. */
import { useMemo } from "react";

import { ResourceTable } from "../../components/ResourceTable";
import type { Pages } from "../../components/useQuery";
import { common } from "../../i18n/common";
import { useTexts } from "../../i18n/language";
import { EVENT_TYPES } from "./eventTypes";
import { texts } from "./texts";

const MEANINGS = [
  ["_session.", "session"],
  ["_userauth.", "auth"],
  ["_monetization.", "purchase"],
  ["_campaign.", "push"],
  ["_email.", "email"],
  ["_SMS.", "sms"],
  ["_test.", "test"],
] as const;
const OWN = /^_(email|SMS|test)\./;

export function KnownTypes() {
  const t = useTexts(texts);
  const all = useTexts(common);
  const pages = useMemo<Pages<string>>(
    () => ({ items: EVENT_TYPES, isLoading: false, isComplete: true, problem: undefined, reload: () => undefined }),
    [],
  );
  const meaning = (type: string) => {
    const found = MEANINGS.find(([prefix]) => type.startsWith(prefix));
    return found ? t(found[1]) : "";
  };
  return (
    <ResourceTable
      title={t("known")}
      headingTag="h2"
      pages={pages}
      trackBy={(type) => type}
      empty={all("none")}
      columns={[
        { id: "type", header: t("eventType"), value: (type) => type },
        { id: "meaning", header: t("meaning"), value: meaning },
        { id: "by", header: t("by"), value: (type) => t(OWN.test(type) ? "service" : "app") },
      ]}
    />
  );
}
