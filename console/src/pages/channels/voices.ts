/** Languages that calls can be spoken in. */
import type { Language } from "../../i18n/language";

export const SPOKEN_LANGUAGES = [
  "en-US",
  "en-GB",
  "en-AU",
  "en-IN",
  "cy-GB",
  "de-DE",
  "fr-FR",
  "fr-CA",
  "es-ES",
  "es-MX",
  "es-US",
  "it-IT",
  "pt-BR",
  "pt-PT",
  "nl-NL",
  "da-DK",
  "nb-NO",
  "sv-SE",
  "is-IS",
  "pl-PL",
  "ro-RO",
  "ru-RU",
  "tr-TR",
  "ja-JP",
  "ko-KR",
  "cmn-CN",
  "arb",
] as const;

const READERS: Record<Language, string> = { en: "en-US", de: "de-DE", it: "it-IT" };

/** What the reader would most likely listen to. */
export function spokenLanguage(language: Language): string {
  return READERS[language];
}
