/**
 * Shows HTML that others wrote. What could act is taken out first; the frame is sandboxed without any right (no script,
 * no form, no navigation of this page, an origin of its own); its own policy closes the network, unless pictures are
 * asked for.
 */
import Box from "@cloudscape-design/components/box";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";
import { useMemo, useState } from "react";

import { useTexts } from "../i18n/language";
import { previews } from "../i18n/previews";
import { cleanHtml } from "./cleanHtml";

/** The whole page for the frame: its policy comes before anything of the mail. */
export function framed(html: string, withPictures: boolean): string {
  const pictures = withPictures ? "img-src https: data:" : "img-src data:";
  const policy = `default-src 'none'; style-src 'unsafe-inline'; ${pictures}; form-action 'none'; base-uri 'none'`;
  return `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="referrer" content="no-referrer"><meta charset="utf-8"><meta http-equiv="x-dns-prefetch-control" content="off">${html}`;
}

export function SafeFrame({ html, title, isPhone = false }: { html: string; title: string; isPhone?: boolean }) {
  const t = useTexts(previews);
  const [withPictures, setPictures] = useState(false);
  const cleaned = useMemo(() => cleanHtml(html), [html]);
  return (
    <SpaceBetween size="xs">
      {cleaned.hasPictures ? (
        <Toggle
          checked={withPictures}
          description={t("picturesHint")}
          onChange={({ detail }) => setPictures(detail.checked)}
        >
          {t("pictures")}
        </Toggle>
      ) : null}
      {cleaned.removed.length ? (
        <Box color="text-body-secondary" fontSize="body-s">
          {t("removed", { what: cleaned.removed.join(", ") })}
        </Box>
      ) : null}
      <iframe
        className={isPhone ? "pw-frame pw-frame-phone" : "pw-frame"}
        title={title}
        sandbox=""
        referrerPolicy="no-referrer"
        srcDoc={framed(cleaned.html, withPictures)}
      />
      {cleaned.links.length ? (
        <ExpandableSection headerText={t("links", { n: cleaned.links.length })}>
          <ul className="pw-links">
            {cleaned.links.map(({ text, address }, index) => (
              <li key={index}>
                {text}: <span className="pw-code">{address}</span>
              </li>
            ))}
          </ul>
        </ExpandableSection>
      ) : null}
    </SpaceBetween>
  );
}
