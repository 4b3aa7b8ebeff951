/** A way out of the wizard that does not leave it. */
import Link from "@cloudscape-design/components/link";
import type { ReactNode } from "react";
import { useHref } from "react-router";

import { useTexts } from "../../i18n/language";
import { texts } from "./texts";

export function NewTab({ path, children }: { path: string; children: ReactNode }) {
  const t = useTexts(texts);
  return (
    <Link external href={useHref(path)} fontSize="inherit" externalIconAriaLabel={t("newTab")}>
      {children}
    </Link>
  );
}
