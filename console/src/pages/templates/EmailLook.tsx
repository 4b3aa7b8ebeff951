/** An e-mail as a mail program lists and opens it. */
import Box from "@cloudscape-design/components/box";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";

import { SafeFrame } from "../../components/SafeFrame";
import { useTexts } from "../../i18n/language";
import { texts } from "./texts";
import type { Rendered } from "./types";

const HEADER = "header ";
const VIEWS = ["wide", "phone", "text"] as const;
type View = (typeof VIEWS)[number];

export function EmailLook({ rendered }: { rendered: Rendered }) {
  const t = useTexts(texts);
  const [view, setView] = useState<View>("wide");
  const { Subject = "", HtmlPart = "", TextPart = "" } = rendered;
  const headers = Object.entries(rendered).filter(([member]) => member.startsWith(HEADER));
  return (
    <SpaceBetween size="s">
      <div>
        <Box variant="awsui-key-label">{t("Subject")}</Box>
        <p className="pw-plain pw-subject">{Subject || "–"}</p>
      </div>
      {headers.length ? (
        <dl className="pw-headers">
          {headers.map(([member, value]) => (
            <div key={member}>
              <dt>{member.slice(HEADER.length)}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      <SegmentedControl
        label={t("view")}
        selectedId={view}
        options={VIEWS.map((id) => ({ id, text: t(id) }))}
        onChange={({ detail }) => setView(VIEWS.find((each) => each === detail.selectedId) ?? "wide")}
      />
      {view === "text" ? (
        <p className="pw-plain">{TextPart || t("noTextPart")}</p>
      ) : HtmlPart ? (
        <SafeFrame html={HtmlPart} title={t("preview")} isPhone={view === "phone"} />
      ) : (
        <p className="pw-plain">{TextPart || "–"}</p>
      )}
    </SpaceBetween>
  );
}
