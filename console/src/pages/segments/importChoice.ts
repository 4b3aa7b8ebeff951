/** What somebody chose in the import wizard, and what is still missing from it. */
import { faultsOf, guess, type Mapping } from "./importColumns";
import { besideOthers, inspect, MAXIMUM_BYTES, MOST_FILES, type CsvFile, type Inspection } from "./importFile";

export interface LookedAt {
  readonly file: File;
  readonly inspection: Inspection;
}

export interface Choice {
  readonly place: "here" | "s3";
  readonly files: readonly LookedAt[];
  readonly mapping: Mapping | undefined;
  readonly s3Url: string;
  readonly format: "CSV" | "JSON";
  readonly role: string;
  readonly isRegistered: boolean;
  readonly isDefined: boolean;
  readonly name: string;
}

export const NOTHING: Choice = {
  place: "here",
  files: [],
  mapping: undefined,
  s3Url: "s3://",
  format: "CSV",
  role: "",
  isRegistered: true,
  isDefined: true,
  name: "",
};

/** Look at each file, and at all together: they become one job. */
export async function lookAt(files: readonly File[]): Promise<readonly LookedAt[]> {
  const looked: LookedAt[] = [];
  let bytes = 0;
  for (const file of files) {
    bytes += file.size;
    let inspection = await inspect(file);
    if (looked.length >= MOST_FILES) inspection = { fault: "tooManyFiles" };
    else if (bytes > MAXIMUM_BYTES) inspection = { fault: "tooBig" };
    looked.push({ file, inspection: besideOthers(looked[0]?.inspection, inspection) });
  }
  return looked;
}

/** The files in place of those before: columns are guessed anew, a name is proposed. */
export function withFiles(choice: Choice, files: readonly LookedAt[]): Partial<Choice> {
  const csv = csvOf({ ...choice, files });
  const hasSameHeader = csv?.header.join("\n") === csvOf(choice)?.header.join("\n");
  return {
    files,
    mapping: csv && hasSameHeader && choice.mapping ? choice.mapping : csv ? guess(csv.header, csv.rows) : undefined,
    name: choice.name || (files[0]?.file.name.replace(/\.gz$/i, "").replace(/\.[^.]+$/, "") ?? ""),
  };
}

/** The columns of all files, where they are CSV and nothing speaks against them. */
export function csvOf({ files, place }: Pick<Choice, "files" | "place">): CsvFile | undefined {
  const first = files[0]?.inspection;
  if (place === "s3" || !first || first.fault !== undefined) return undefined;
  return first.content.format === "CSV" ? first.content : undefined;
}

/** Whether a step, counted from 0, may not be left yet. */
export function isBlocked(choice: Choice, step: number): boolean {
  if (step === 0) {
    if (choice.place === "s3") return !/^s3:\/\/[^/]+/.test(choice.s3Url);
    return choice.files.length === 0 || choice.files.some(({ inspection }) => inspection.fault !== undefined);
  }
  if (step === 1) return Boolean(csvOf(choice) && choice.mapping && faultsOf(choice.mapping).length);
  if (step === 2) return choice.isDefined ? !choice.name.trim() : !choice.isRegistered;
  return false;
}
