/** The latest value that was there: what can be shown while the next one is on its way. */
import { useRef } from "react";

export function useLast<T>(value: T | undefined): T | undefined {
  const last = useRef<T>(undefined);
  if (value !== undefined) last.current = value;
  return last.current;
}
