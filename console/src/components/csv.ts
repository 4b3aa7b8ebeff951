/** CSV for spreadsheets: quoted as RFC 4180 says, and no cell that a spreadsheet would take for a formula. */
import type { Cell } from "./listing";

/**
 * What OWASP lists (CSV injection), the full-width signs included, which some spreadsheets take for the plain ones;
 * also behind blanks and characters that nobody sees. A tab or line break at the beginning is one, too.
 */
const FORMULA = /^(?:[\s\p{Cc}\p{Cf}]*[=+\-@|%\u2212\uFF0B\uFF0D\uFF1D\uFF20]|[\t\r\n\0])/u;
/** Separators of other countries' spreadsheets, too: none of them may end the cell early. */
const QUOTED = /[",;\t\r\n']/;

export function csvCell(value: Cell): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function toCsv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [header, ...rows].map((row) => row.map(csvCell).join(",")).join("\r\n") + "\r\n";
}

export function download(name: string, content: string, type = "text/csv;charset=utf-8"): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName(name);
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

const LONGEST_NAME = 120;
/** Devices of Windows, which no file there can be called. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/** A name that every system takes and that shows what it is: names of campaigns can hold anything. */
export function fileName(name: string): string {
  const [, stem = "", ending = ""] = /^(.*?)(\.\w{1,5})?$/su.exec(name) ?? [];
  const plain = stem
    .replace(/[\p{Cc}\p{Cf}]/gu, "")
    .replace(/[\\/:*?"<>|\s]+/g, " ")
    .replace(/^[\s.]+|[\s.]+$/g, "")
    .replace(DEVICE, "_$1");
  return `${Array.from(plain || "download").slice(0, LONGEST_NAME).join("")}${ending}`;
}
