/** What the columns of a file become, and the file written anew with these columns. */
import { CsvReader, writeCell } from "./csvReading";
import { piecesOf } from "./fileBytes";
import type { CsvFile } from "./importFile";

const LONGEST_NAME = 50;

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
/** Of these a person may have several values, one in each column of the name. */
const LISTS = ["Attributes.", "User.UserAttributes."];

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
  if (repeated(used).some((name) => !isList(name))) faults.push("twice");
  if (!has("Address") && !has("Id") && !has("User.UserId")) faults.push("noAddress");
  if (has("Address") && !has("ChannelType") && !mapping.channel) faults.push("noChannel");
  return faults;
}

/** Attributes that several columns become: a person gets all their values. */
export function gathered(mapping: Mapping): readonly string[] {
  return [...new Set(repeated(mapping.targets.filter(Boolean)).filter(isList))];
}

function repeated(names: readonly string[]): readonly string[] {
  return names.filter((name, index) => names.indexOf(name) !== index);
}

function isList(name: string): boolean {
  return LISTS.some((prefix) => name.startsWith(prefix));
}

/** Whether the file can go as it is. */
export function isIdentity(content: CsvFile, mapping: Mapping): boolean {
  return (
    content.delimiter === "," &&
    content.encoding === "utf-8" &&
    content.brokenLines.length === 0 &&
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
  let rows = -1;
  const line = (cells: readonly string[], extra: string) =>
    [...cells.map(writeCell), ...(mapping.channel ? [extra] : [])].join(",") + "\n";
  const take = (found: string[][]) => {
    let text = "";
    for (const row of found) {
      text +=
        rows < 0
          ? line(kept.map((index) => mapping.targets[index]!), "ChannelType")
          : line(kept.map((index) => row[index] ?? ""), mapping.channel);
      rows += 1;
    }
    if (text) parts.push(new Blob([text]));
  };
  const reader = new CsvReader(content.delimiter);
  const decoder = new TextDecoder(content.encoding);
  for await (const piece of piecesOf(file, content.isPacked, onProgress)) {
    take(reader.push(decoder.decode(piece, { stream: true })));
  }
  take(reader.push(decoder.decode()));
  if (reader.unclosedLine !== undefined) throw new UnclosedQuotes(reader.unclosedLine);
  take(reader.end());
  return { blob: new Blob(parts, { type: "text/csv" }), rows };
}

/** Quotes that open far down in a file and never close. */
export class UnclosedQuotes extends Error {
  readonly line: number;

  constructor(line: number) {
    super(`line ${line}`);
    this.line = line;
  }
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
