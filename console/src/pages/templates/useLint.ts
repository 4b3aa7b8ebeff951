/** What the server warns of, asked when the author pauses. */
import { useEffect, useRef, useState } from "react";

import { useApi } from "../../app/context";
import type { Warning } from "../../components/CodeEditor";
import { useQuery } from "../../components/useQuery";
import { sendable, type Content, type TemplateType } from "./types";

export interface Linted {
  readonly Warnings: readonly Warning[];
  readonly Variables?: readonly string[];
}

const PAUSE_MS = 600;

export function useSettled<T>(value: T, pause: number = PAUSE_MS): T {
  const [settled, setSettled] = useState(value);
  const key = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pause);
    return () => clearTimeout(timer);
  }, [key, pause]);
  return settled;
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
