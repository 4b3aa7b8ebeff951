/** The wizard's step, from 0; in the address it counts from 1, so that a step can be linked to. */
import { useSearchParams } from "react-router";

import { STEP_COUNT } from "./faults";

export function useStep(): { readonly step: number; readonly go: (step: number) => void } {
  const [search, setSearch] = useSearchParams();
  const step = Math.min(STEP_COUNT - 1, Math.max(0, (Number(search.get("step")) || 1) - 1));
  const go = (to: number) =>
    setSearch(
      (before) => {
        const after = new URLSearchParams(before);
        after.set("step", String(to + 1));
        return after;
      },
      { replace: true },
    );
  return { step, go };
}

/** Lead the reader to the first field that is wrong, once it is marked. */
export function focusFault(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}
