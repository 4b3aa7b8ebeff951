/** A value once it has not changed for a while: what somebody types is not asked about letter by letter. */
import { useEffect, useState } from "react";

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
