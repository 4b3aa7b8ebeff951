/** A form over something stored: what was written, whether it differs, saving it, and the problem at its field. */
import { useState } from "react";

import type { Problem } from "../api/errors";
import { useSurroundings } from "../app/context";
import { common } from "../i18n/common";
import { useTexts } from "../i18n/language";
import { fieldErrors, useAction } from "./useAction";

export interface Settings<V> {
  readonly values: V;
  readonly change: (facts: Partial<V>) => void;
  readonly isDirty: boolean;
  readonly isBusy: boolean;
  readonly errorOf: (field: string) => string | undefined;
  /** What belongs to none of the fields. */
  readonly problem: Problem | undefined;
  readonly save: () => Promise<void>;
}

interface Options<V> {
  readonly stored: V;
  /** Members that the server may name in its refusals. */
  readonly fields: readonly string[];
  readonly save: (values: V) => Promise<unknown>;
  readonly onSaved: () => void;
}

export function useSettings<V extends object>({ stored, fields, save, onSaved }: Options<V>): Settings<V> {
  const all = useTexts(common);
  const { notify } = useSurroundings();
  const action = useAction();
  const subject = JSON.stringify(stored);
  // A saved draft is over once what is stored has changed; what was written since is kept.
  const [draft, setDraft] = useState({ subject, values: stored, isSaved: true });
  const values = draft.isSaved && draft.subject !== subject ? stored : draft.values;
  const errors = fieldErrors(action.problem, fields);
  return {
    values,
    change: (facts) => setDraft({ subject, values: { ...values, ...facts }, isSaved: false }),
    isDirty: JSON.stringify(values) !== subject,
    isBusy: action.isBusy,
    errorOf: errors.of,
    problem: errors.rest,
    save: async () => {
      if (!(await action.run(() => save(values)))) return;
      setDraft((now) => ({ ...now, isSaved: now.values === values }));
      notify({ type: "success", content: all("saved") });
      onSaved();
    },
  };
}
