/** Brings the chosen files to where an import job may read them, telling how far it is. */
import type { Api } from "../../api/client";
import { segment } from "../../api/extension";
import { upload, type Permit } from "../../components/upload";
import { csvOf, type Choice, type LookedAt } from "./importChoice";
import { isIdentity, rewrite } from "./importColumns";

export interface Stage {
  readonly kind: "preparing" | "uploading";
  /** Of all files together, 0 to 1. */
  readonly share: number;
  readonly file: string;
}

export interface Source {
  readonly S3Url: string;
  readonly Format: "CSV" | "JSON";
  readonly RoleArn: string;
}

interface Folder extends Permit {
  readonly Folder: string;
  readonly FolderS3Url: string;
}

/** Uploads are read with the product's own rights; the API wants a role named all the same. */
const OWN_ROLE = "arn:aws:iam::000000000000:role/pinwheel-uploads";
const LONGEST_NAME = 120;

/** A file that did not get there, with the reason. */
export class UploadFailed extends Error {}

export async function place(api: Api, app: string, choice: Choice, onStage: (stage: Stage) => void): Promise<Source> {
  if (choice.place === "s3") {
    return { S3Url: choice.s3Url, Format: choice.format, RoleArn: choice.role || OWN_ROLE };
  }
  const Format = csvOf(choice) ? "CSV" : "JSON";
  let folder: Folder | undefined;
  let url = "";
  for (const [index, looked] of choice.files.entries()) {
    const tell = (kind: Stage["kind"]) => (share: number) =>
      onStage({ kind, share: (index + share) / choice.files.length, file: looked.file.name });
    const { body, isPacked } = await prepared(looked, choice, tell("preparing"));
    const permit: Folder = await api.x.post<Folder>(`/apps/${segment(app)}/uploads`, {
      FileName: storedName(looked.file.name, index, Format, isPacked),
      ContentType: Format === "CSV" ? "text/csv" : "application/x-ndjson",
      Bytes: body.size,
      ...(folder ? { Folder: folder.Folder } : {}),
    });
    folder ??= permit;
    url = choice.files.length > 1 ? permit.FolderS3Url : permit.S3Url;
    tell("uploading")(0);
    try {
      await upload(permit, body, tell("uploading"));
    } catch (error) {
      throw new UploadFailed(error instanceof Error ? error.message : "?");
    }
  }
  return { S3Url: url, Format, RoleArn: OWN_ROLE };
}

/** The file as it is, or written anew with the columns that imports know. */
async function prepared(
  { file, inspection }: LookedAt,
  { mapping }: Choice,
  onProgress: (share: number) => void,
): Promise<{ body: Blob; isPacked: boolean }> {
  if (inspection.fault !== undefined) throw new UploadFailed(file.name);
  const { content } = inspection;
  if (content.format === "JSON" || !mapping || isIdentity(content, mapping)) {
    return { body: file, isPacked: content.isPacked };
  }
  onProgress(0);
  return { body: (await rewrite(file, content, mapping, onProgress)).blob, isPacked: false };
}

/** Imports tell formats and packing by the ending; the number keeps files of one name apart. */
export function storedName(name: string, index: number, format: "CSV" | "JSON", isPacked: boolean): string {
  const bare = name.replace(/\.gz$/i, "").replace(/\.(csv|txt|tsv|json|jsonl|ndjson)$/i, "");
  const ending = `${format === "CSV" ? ".csv" : ".json"}${isPacked ? ".gz" : ""}`;
  return `${index + 1}-${bare.slice(-LONGEST_NAME + ending.length + 3)}${ending}`;
}
