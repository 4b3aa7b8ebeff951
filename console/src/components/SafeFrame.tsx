/**
 * Shows HTML that others wrote. The frame is sandboxed without any right: no script, no form, no navigation of
 * this page, an origin of its own. Its own policy closes the network, too, unless pictures are asked for.
 */
import Toggle from "@cloudscape-design/components/toggle";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";

import { useTexts } from "../i18n/language";
import { previews } from "../i18n/previews";

export function framed(html: string, withPictures: boolean): string {
  const pictures = withPictures ? "img-src https: http: data:" : "img-src data:";
  const policy = `default-src 'none'; style-src 'unsafe-inline'; ${pictures}; form-action 'none'; base-uri 'none'`;
  return `<!doctype html><html><head><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="referrer" content="no-referrer"><meta charset="utf-8"></head><body>${html}</body></html>`;
}

export function SafeFrame({ html, title, isPhone = false }: { html: string; title: string; isPhone?: boolean }) {
  const t = useTexts(previews);
  const [withPictures, setPictures] = useState(false);
  return (
    <SpaceBetween size="xs">
      <Toggle checked={withPictures} onChange={({ detail }) => setPictures(detail.checked)}>
        {t("pictures")}
      </Toggle>
      <iframe
        className={isPhone ? "pw-frame pw-frame-phone" : "pw-frame"}
        title={title}
        sandbox=""
        referrerPolicy="no-referrer"
        srcDoc={framed(html, withPictures)}
      />
    </SpaceBetween>
  );
}
