/** Looks at a file before anything is sent: what it is, what its columns are, what speaks against it. */
import { CsvReader, delimiterOf } from "./csvReading";
import { encodingOf, sampleOf, type Encoding, type Sample } from "./fileBytes";
import { SUPPORTED } from "./importColumns";

/** As the API has it: decimal. */
export const MAXIMUM_BYTES = 1_000_000_000;
export const MOST_FILES = 10;
const PREVIEW_ROWS = 10;
/** Quotes that stay open over more lines than any cell has. */
const LONGEST_CELL_LINES = 100;

export type FileFault =
  | "empty"
  | "tooBig"
  | "archive"
  | "brokenGzip"
  | "binary"
  | "noDelimiter"
  | "noRows"
  | "noHeader"
  | "unclosed"
  | "notJson"
  | "jsonList"
  | "jsonUnknown"
  | "jsonNobody"
  | "jsonNoChannel"
  | "otherFormat"
  | "otherColumns"
  | "tooManyFiles";

interface Written {
  readonly encoding: Encoding;
  readonly isPacked: boolean;
}

export interface CsvFile extends Written {
  readonly format: "CSV";
  readonly delimiter: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Lines of the sample whose number of cells is not the header's. */
  readonly unevenLines: readonly number[];
  readonly brokenLines: readonly number[];
}

export interface JsonFile extends Written {
  readonly format: "JSON";
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

export type Inspection =
  | { readonly fault: FileFault; readonly line?: number; readonly name?: string }
  | { readonly fault?: undefined; readonly content: CsvFile | JsonFile };

export async function inspect(file: Blob): Promise<Inspection> {
  if (file.size === 0) return { fault: "empty" };
  if (file.size > MAXIMUM_BYTES) return { fault: "tooBig" };
  let sample: Sample;
  try {
    sample = await sampleOf(file);
  } catch {
    return { fault: "brokenGzip" };
  }
  if (startsWith(sample.bytes, [0x50, 0x4b, 3, 4])) return { fault: "archive" };
  const encoding = encodingOf(sample);
  if (encoding === undefined) return { fault: "binary" };
  const text = new TextDecoder(encoding).decode(sample.bytes, { stream: !sample.isWhole });
  const whole = sample.isWhole ? text : text.slice(0, text.lastIndexOf("\n") + 1 || text.length);
  if (whole.trim() === "") return { fault: "empty" };
  if (whole.includes("\u0000")) return { fault: "binary" };
  const written = { encoding, isPacked: sample.isPacked };
  return /^\s*[{[]/.test(whole) ? inspectJson(whole, written) : inspectCsv(whole, written, sample.isWhole);
}

/** Files of one job have one format and, as CSV, the same columns. */
export function besideOthers(first: Inspection | undefined, own: Inspection): Inspection {
  if (!first || first.fault !== undefined || own.fault !== undefined) return own;
  if (first.content.format !== own.content.format) return { fault: "otherFormat" };
  if (first.content.format === "CSV" && own.content.format === "CSV") {
    const isSame = first.content.header.join("\n") === own.content.header.join("\n");
    if (!isSame) return { fault: "otherColumns" };
  }
  return own;
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

/** Members that imports take or pass over. */
const MEMBERS = new Set([
  ...["Address", "Attributes", "ChannelType", "Demographic", "EffectiveDate", "Id", "Location", "Metrics", "OptOut", "User"],
  ...["ApplicationId", "CohortId", "CreationDate", "EndpointStatus", "RequestId"],
]);

function inspectJson(sample: string, written: Written): Inspection {
  if (sample.trimStart().startsWith("[")) return { fault: "jsonList" };
  const rows: Record<string, unknown>[] = [];
  for (const [index, line] of sample.split(/\r?\n/).entries()) {
    if (!line.trim()) continue;
    const row = parsed(line);
    if (!row) return { fault: "notJson", line: index + 1 };
    const unknown = Object.keys(row).find((name) => !MEMBERS.has(name));
    if (unknown !== undefined) return { fault: "jsonUnknown", line: index + 1, name: unknown };
    const user = row["User"];
    const hasUser = typeof user === "object" && user !== null && "UserId" in user;
    if (!row["Id"] && !row["Address"] && !hasUser) return { fault: "jsonNobody", line: index + 1 };
    if (row["Address"] && !row["ChannelType"] && !row["Id"]) return { fault: "jsonNoChannel", line: index + 1 };
    rows.push(row);
  }
  return rows.length
    ? { content: { ...written, format: "JSON", rows: rows.slice(0, PREVIEW_ROWS) } }
    : { fault: "noRows" };
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

function inspectCsv(sample: string, written: Written, isWhole: boolean): Inspection {
  const firstLine = sample.trimStart().split(/\r?\n/, 1)[0]!;
  const delimiter = delimiterOf(firstLine);
  if (!delimiter && !SUPPORTED.includes(firstLine.trim())) return { fault: "noDelimiter" };
  const reader = new CsvReader(delimiter ?? ",");
  const all = reader.push(sample);
  const open = reader.unclosedLine;
  if (open !== undefined && (isWhole || reader.line - open > LONGEST_CELL_LINES)) return { fault: "unclosed", line: open };
  all.push(...reader.end());
  const [header, ...rows] = all;
  if (!header?.length || header.every((name) => /^-?\d*\.?\d*$/.test(name) || name.includes("@"))) {
    return { fault: "noHeader" };
  }
  if (rows.length === 0) return { fault: "noRows" };
  const unevenLines = rows.flatMap((row, index) => (row.length === header.length ? [] : [index + 2]));
  return {
    content: {
      ...written,
      format: "CSV",
      delimiter: delimiter ?? ",",
      header,
      rows: rows.slice(0, PREVIEW_ROWS),
      unevenLines,
      brokenLines: reader.brokenLines,
    },
  };
}
