/** What an event that the service or its SDKs name is called in the reader's language; any other keeps its name. */
import { eventNames } from "../i18n/events";
import { useTexts } from "../i18n/language";

export function useEventName(): (type: string) => string {
  const t = useTexts(eventNames);
  return (type) => (isKnown(type) ? t(type) : type);
}

function isKnown(type: string): type is keyof typeof eventNames {
  return type in eventNames;
}
