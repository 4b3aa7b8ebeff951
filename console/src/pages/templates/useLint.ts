/** What the server warns of, asked when the author pauses. */
import { useRef } from "react";

import { useApi } from "../../app/context";
import type { Warning } from "../../components/CodeEditor";
import { useQuery } from "../../components/useQuery";
import { useSettled } from "../../components/useSettled";
import { sendable, type Content, type TemplateType } from "./types";

export interface Linted {
  readonly Warnings: readonly Warning[];
  readonly Variables?: readonly string[];
}

/** The last answer for as long as the next one is under way, so that nothing flickers while somebody writes. */
export function useLasting<T>(value: T | undefined): T | undefined {
  const last = useRef(value);
  if (value !== undefined) last.current = value;
  return last.current;
}

export function useLint(type: TemplateType, content: Content): Linted | undefined {
  const api = useApi();
  const Content = useSettled(sendable(type, content));
  const { data } = useQuery<Linted>(
    (signal) => api.x.post("/templates/lint", { TemplateType: type, Content }, signal),
    [type, Content],
    { enabled: type !== "INAPP" },
  );
  return useLasting(data);
}
