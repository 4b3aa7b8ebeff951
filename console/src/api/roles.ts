/** Who may do what. */
import type { StoredKey } from "./session";

/** `work`: what marketers do in an application. `share`: the same with what belongs to the account. */
export type Deed = "work" | "share" | "administer";

export type Standing = Pick<StoredKey, "role" | "isBound">;

/** The one notion of the console of who may do what; a test compares it with the API's policies. */
export function may({ role, isBound }: { role: Standing["role"]; isBound?: boolean }, deed: Deed): boolean {
  if (deed === "administer") return role === "Admin";
  return role !== "Viewer" && !(deed === "share" && isBound);
}
