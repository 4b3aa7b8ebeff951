/** The headers that an e-mail template holds. */
import type { Content } from "./types";

export interface EmailHeader {
  readonly Name: string;
  readonly Value: string;
}

export function headersOf(content: Content): readonly EmailHeader[] {
  const listed: unknown = content["Headers"];
  if (!Array.isArray(listed)) return [];
  return listed.map((header: Partial<EmailHeader>) => ({ Name: header.Name ?? "", Value: header.Value ?? "" }));
}
