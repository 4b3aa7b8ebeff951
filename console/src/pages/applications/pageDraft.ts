/** The form of the preference page, and the request that it makes. */
import { LANGUAGES, type Language } from "../../i18n/language";

export type Words = string | Readonly<Partial<Record<Language, string>>>;

export interface StoredTopic {
  readonly Attribute: string;
  readonly Title: Words;
  readonly Description?: Words | null;
  readonly Default?: boolean;
}

export interface StoredPage {
  readonly Title?: Words | null;
  readonly Colors: { readonly Accent: string; readonly Background: string; readonly Text: string };
  readonly Language: Language;
  readonly Topics: readonly StoredTopic[];
  readonly OneClick: OneClick;
}

export const ONE_CLICK = ["CAMPAIGNS", "ALL", "OFF"] as const;
export type OneClick = (typeof ONE_CLICK)[number];
export const COLOURS = ["Accent", "Background", "Text"] as const;
export const MOST_TOPICS = 20;

/** A text in each language; empty where there is none. */
export type Lines = Readonly<Record<Language, string>>;

export interface Topic {
  readonly attribute: string;
  readonly title: Lines;
  readonly description: Lines;
  readonly isWanted: boolean;
}

export interface PageDraft {
  readonly title: Lines;
  readonly colours: StoredPage["Colors"];
  readonly language: Language;
  readonly oneClick: OneClick;
  readonly topics: readonly Topic[];
}

const NOTHING: Lines = { en: "", de: "", it: "" };
export const FRESH_TOPIC: Topic = { attribute: "", title: NOTHING, description: NOTHING, isWanted: true };

/** One spelling for everybody stands with the page's own language, where every reader falls back to it. */
function linesOf(words: Words | null | undefined, language: Language): Lines {
  return typeof words === "string" ? { ...NOTHING, [language]: words } : { ...NOTHING, ...words };
}

function wordsOf(lines: Lines): Words | undefined {
  const given = LANGUAGES.filter((language) => lines[language].trim());
  return given.length ? Object.fromEntries(given.map((language) => [language, lines[language].trim()])) : undefined;
}

export function draftOf({ Title, Colors, Language, Topics, OneClick }: StoredPage): PageDraft {
  return {
    title: linesOf(Title, Language),
    colours: Colors,
    language: Language,
    oneClick: OneClick,
    topics: Topics.map((topic) => ({
      attribute: topic.Attribute,
      title: linesOf(topic.Title, Language),
      description: linesOf(topic.Description, Language),
      isWanted: topic.Default ?? true,
    })),
  };
}

export function pageOf({ title, colours, language, oneClick, topics }: PageDraft) {
  return {
    Title: wordsOf(title),
    Colors: colours,
    Language: language,
    OneClick: oneClick,
    Topics: topics.map((topic) => ({
      Attribute: topic.attribute.trim(),
      Title: wordsOf(topic.title),
      Description: wordsOf(topic.description),
      Default: topic.isWanted,
    })),
  };
}

/** Whether every topic has what the API asks for. */
export function isComplete({ topics }: PageDraft): boolean {
  return topics.every(({ attribute, title }) => attribute.trim() !== "" && wordsOf(title) !== undefined);
}

export function isColour(text: string): boolean {
  return /^#[0-9A-Fa-f]{6}$/.test(text);
}
