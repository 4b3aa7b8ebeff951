/** What a phone shows of a push: a platform's own texts before those for all devices, raw content before both. */
import type { Platform, Rendered } from "./types";

export interface Note {
  readonly title: string;
  readonly body: string;
  readonly picture: string;
  readonly action: string;
  /** Raw content: what is sent as it is. */
  readonly raw: string;
  readonly isRawBroken: boolean;
}

const PICTURES = ["MediaUrl", "ImageUrl"] as const;

export function noteOf(rendered: Rendered, platform: Platform): Note {
  const own = (member: string) => rendered[`${platform}.${member}`] || rendered[`Default.${member}`] || "";
  const raw = rendered[`${platform}.RawContent`] ?? "";
  const note = {
    title: own("Title"),
    body: own("Body"),
    picture: PICTURES.map((member) => rendered[`${platform}.${member}`]).find(Boolean) ?? "",
    action: own("Url"),
    raw,
    isRawBroken: false,
  };
  if (!raw) return note;
  const parsed = objectOf(raw);
  if (!parsed) return { ...note, title: "", body: "", picture: "", isRawBroken: true };
  return { ...note, ...rawTexts(parsed), picture: "" };
}

type Json = Readonly<Record<string, unknown>>;

/** The places that Apple and Android read a title and a text from. */
function rawTexts(raw: Json): { title: string; body: string } {
  const alert = member(member(raw, "aps"), "alert");
  if (typeof alert === "string") return { title: "", body: alert };
  const notification = member(raw, "notification");
  const data = member(raw, "data");
  const find = (name: string) =>
    [member(alert, name), member(notification, name), member(data, `pinpoint.notification.${name}`), member(data, name)].find(
      (value): value is string => typeof value === "string",
    ) ?? "";
  return { title: find("title"), body: find("body") };
}

function member(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function objectOf(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
