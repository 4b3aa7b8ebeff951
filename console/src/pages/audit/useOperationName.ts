/** What an operation did, in the reader's words. */
import { useCallback } from "react";

import { useTexts } from "../../i18n/language";
import { partsOf } from "./entries";
import { operationTexts } from "./operationTexts";

export function useOperationName(): (operation: string) => string {
  const t = useTexts(operationTexts);
  return useCallback(
    (operation) => {
      const parts = partsOf(operation);
      if (!parts || !isKnown(parts.noun)) return operation;
      return `${t(parts.noun)}: ${t(parts.verb)}`;
    },
    [t],
  );
}

function isKnown(noun: string): noun is keyof typeof operationTexts {
  return noun in operationTexts;
}
