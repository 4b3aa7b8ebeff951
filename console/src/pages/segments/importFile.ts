/** Looks at a file before anything is sent: what it is, what its columns could be, what speaks against it. */
import { CsvReader, delimiterOf, writeCell } from "./csvReading";

export const MAXIMUM_BYTES = 1024 ** 3;
const SAMPLE_BYTES = 1024 ** 2;
const PREVIEW_ROWS = 10;
const LONGEST_NAME = 50;

export type FileFault =
  | "empty"
  | "tooBig"
  | "compressed"
  | "binary"
  | "noDelimiter"
  | "noRows"
  | "notJson"
  | "noHeader";

export interface CsvFile {
  readonly format: "CSV";
  readonly delimiter: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Lines of the sample whose number of cells is not the header's. */
  readonly unevenLines: readonly number[];
  readonly brokenLines: readonly number[];
}

export interface JsonFile {
  readonly format: "JSON";
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

export type Inspection =
  | { readonly fault: FileFault; readonly line?: number }
  | { readonly fault?: undefined; readonly content: CsvFile | JsonFile };

export async function inspect(file: Blob): Promise<Inspection> {
  if (file.size === 0) return { fault: "empty" };
  if (file.size > MAXIMUM_BYTES) return { fault: "tooBig" };
  const bytes = new Uint8Array(await file.slice(0, SAMPLE_BYTES).arrayBuffer());
  if (startsWith(bytes, [0x1f, 0x8b]) || startsWith(bytes, [0x50, 0x4b, 3, 4])) return { fault: "compressed" };
  const isWhole = file.size <= SAMPLE_BYTES;
  const text = decoded(bytes, isWhole);
  if (text === undefined) return { fault: "binary" };
  const sample = isWhole ? text : text.slice(0, text.lastIndexOf("\n") + 1 || text.length);
  if (sample.trim() === "") return { fault: "empty" };
  return /^\s*[{[]/.test(sample) ? inspectJson(sample) : inspectCsv(sample);
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

/** UTF-8 text without control characters, or undefined. The end of a sample may cut a character. */
function decoded(bytes: Uint8Array, isWhole: boolean): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: !isWhole });
    return /[\u0000-\u0008\u000e-\u001f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

function inspectJson(sample: string): Inspection {
  const rows: Record<string, unknown>[] = [];
  for (const [index, line] of sample.split(/\r?\n/).entries()) {
    if (!line.trim()) continue;
    const row = parsed(line);
    if (!row) return { fault: "notJson", line: index + 1 };
    rows.push(row);
  }
  return rows.length ? { content: { format: "JSON", rows: rows.slice(0, PREVIEW_ROWS) } } : { fault: "noRows" };
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return value && typeof value === "object" && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function inspectCsv(sample: string): Inspection {
  const firstLine = sample.split(/\r?\n/, 1)[0]!;
  const delimiter = delimiterOf(firstLine);
  if (!delimiter && !SUPPORTED.includes(firstLine.trim())) return { fault: "noDelimiter" };
  const reader = new CsvReader(delimiter ?? ",");
  const all = [...reader.push(sample), ...reader.end()];
  const [header, ...rows] = all;
  if (!header?.length || header.every((name) => /^-?\d*\.?\d*$/.test(name) || name.includes("@"))) {
    return { fault: "noHeader" };
  }
  if (rows.length === 0) return { fault: "noRows" };
  const unevenLines = rows.flatMap((row, index) => (row.length === header.length ? [] : [index + 2]));
  return {
    content: {
      format: "CSV",
      delimiter: delimiter ?? ",",
      header,
      rows: rows.slice(0, PREVIEW_ROWS),
      unevenLines,
      brokenLines: reader.brokenLines,
    },
  };
}

/** Columns that imports know by a fixed name (spec of import files). */
export const SUPPORTED: readonly string[] = [
  "Address",
  "ChannelType",
  "Id",
  "OptOut",
  "EffectiveDate",
  "RequestId",
  "User.UserId",
  ...["City", "Country", "Latitude", "Longitude", "PostalCode", "Region"].map((name) => `Location.${name}`),
  ...["AppVersion", "Locale", "Make", "Model", "ModelVersion", "Platform", "PlatformVersion", "Timezone"].map(
    (name) => `Demographic.${name}`,
  ),
];
export const NAMED = ["Attributes", "User.UserAttributes", "Metrics"] as const;

const GUESSES: readonly (readonly [RegExp, string])[] = [
  [/^(e-?mail|mail|email-?address|e-?mail ?address|address|indirizzo|adresse)$/, "Address"],
  [/^(phone|mobile|tel(efon[eo]?)?|cell|handy|phone-?number|cellulare)$/, "Address"],
  [/^(channel|channel-?type|kanal|canale)$/, "ChannelType"],
  [/^(endpoint-?id)$/, "Id"],
  [/^(id|user-?id|customer-?id|kundennummer|customer|user)$/, "User.UserId"],
  [/^(country|land|paese)$/, "Location.Country"],
  [/^(city|stadt|ort|citt[aà])$/, "Location.City"],
  [/^(zip|zip-?code|postal-?code|postcode|plz|cap)$/, "Location.PostalCode"],
  [/^(region|state|bundesland|regione)$/, "Location.Region"],
  [/^(lat|latitude)$/, "Location.Latitude"],
  [/^(lon|lng|longitude)$/, "Location.Longitude"],
  [/^(time-?zone|zeitzone|fuso)$/, "Demographic.Timezone"],
  [/^(locale|language|sprache|lingua)$/, "Demographic.Locale"],
];

export interface Mapping {
  /** For each column of the file what it becomes; empty: left out. */
  readonly targets: readonly string[];
  /** The channel of all rows, where no column tells. */
  readonly channel: string;
}

export function guess(header: readonly string[], rows: readonly (readonly string[])[]): Mapping {
  const targets: string[] = [];
  for (const name of header) {
    const target = targetOf(name);
    const isTaken = SUPPORTED.includes(target) && targets.includes(target);
    targets.push(isTaken ? `Attributes.${plain(name)}` : target);
  }
  const place = targets.indexOf("Address");
  return { targets, channel: place < 0 || targets.includes("ChannelType") ? "" : channelOf(rows, place) };
}

function targetOf(name: string): string {
  if (SUPPORTED.includes(name) || NAMED.some((prefix) => name.startsWith(`${prefix}.`))) return name;
  const simple = name.trim().toLowerCase().replace(/[\s_]+/g, "-");
  const found = GUESSES.find(([pattern]) => pattern.test(simple));
  return found ? found[1] : `Attributes.${plain(name)}`;
}

export function plain(name: string): string {
  return name.trim().slice(0, LONGEST_NAME) || "column";
}

function channelOf(rows: readonly (readonly string[])[], place: number): string {
  const addresses = rows.map((row) => row[place] ?? "").filter(Boolean);
  if (addresses.length && addresses.every((address) => address.includes("@"))) return "EMAIL";
  if (addresses.length && addresses.every((address) => /^\+?[\d ()-]{6,}$/.test(address))) return "SMS";
  return "";
}

export type MappingFault = "noAddress" | "noChannel" | "twice" | "nothing";

export function faultsOf(mapping: Mapping): readonly MappingFault[] {
  const used = mapping.targets.filter(Boolean);
  const has = (name: string) => used.includes(name);
  const faults: MappingFault[] = [];
  if (used.length === 0) return ["nothing"];
  if (SUPPORTED.some((name) => used.filter((target) => target === name).length > 1)) faults.push("twice");
  if (!has("Address") && !has("Id") && !has("User.UserId")) faults.push("noAddress");
  if (has("Address") && !has("ChannelType") && !mapping.channel) faults.push("noChannel");
  return faults;
}

/** Whether the file can go as it is. */
export function isIdentity(content: CsvFile, mapping: Mapping): boolean {
  return (
    content.delimiter === "," &&
    !mapping.channel &&
    content.header.every((name, index) => name === mapping.targets[index])
  );
}

export interface Rewritten {
  readonly blob: Blob;
  readonly rows: number;
}

/** Write the file anew with the chosen columns, as it is read, so that big files need little memory. */
export async function rewrite(
  file: Blob,
  content: CsvFile,
  mapping: Mapping,
  onProgress: (share: number) => void = () => undefined,
): Promise<Rewritten> {
  const kept = mapping.targets.flatMap((target, index) => (target ? [index] : []));
  const parts: BlobPart[] = [];
  let rows = 0;
  let isHeader = true;
  const line = (cells: readonly string[], extra: string) =>
    [...cells.map(writeCell), ...(mapping.channel ? [extra] : [])].join(",") + "\n";
  const take = (found: string[][]) => {
    let text = "";
    for (const row of found) {
      if (isHeader) text += line(kept.map((index) => mapping.targets[index]!), "ChannelType");
      else {
        text += line(kept.map((index) => row[index] ?? ""), mapping.channel);
        rows += 1;
      }
      isHeader = false;
    }
    if (text) parts.push(new Blob([text]));
  };
  const reader = new CsvReader(content.delimiter);
  let done = 0;
  const decoder = new TextDecoder("utf-8");
  for (let at = 0; at < file.size; at += SAMPLE_BYTES) {
    const bytes = await file.slice(at, at + SAMPLE_BYTES).arrayBuffer();
    done += bytes.byteLength;
    take(reader.push(decoder.decode(bytes, { stream: true })));
    onProgress(done / file.size);
  }
  take(reader.push(decoder.decode()));
  take(reader.end());
  return { blob: new Blob(parts, { type: "text/csv" }), rows };
}

/** The first rows as they will be sent. */
export function preview(content: CsvFile, mapping: Mapping): { header: string[]; rows: string[][] } {
  const kept = mapping.targets.flatMap((target, index) => (target ? [index] : []));
  return {
    header: [...kept.map((index) => mapping.targets[index]!), ...(mapping.channel ? ["ChannelType"] : [])],
    rows: content.rows.map((row) => [
      ...kept.map((index) => row[index] ?? ""),
      ...(mapping.channel ? [mapping.channel] : []),
    ]),
  };
}

