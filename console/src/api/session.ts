/** Who is signed in. Kept for the tab's life only (`sessionStorage`), never in the bundle or on disk. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

export type Role = "Admin" | "Marketer" | "Viewer";

export interface Session {
  readonly name: string;
  readonly role: Role;
  readonly credentials: () => Promise<Credentials>;
}

interface StoredKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly role: Role;
}

const PLACE = "pinwheel.key";

export function keySession(key: StoredKey): Session {
  return { name: key.accessKeyId, role: key.role, credentials: () => Promise.resolve(key) };
}

export function storedKey(): StoredKey | undefined {
  try {
    const key = JSON.parse(sessionStorage.getItem(PLACE) ?? "null") as StoredKey | null;
    return key?.accessKeyId && key.secretAccessKey && key.role ? key : undefined;
  } catch {
    return undefined;
  }
}

export function storeKey(key: StoredKey): void {
  sessionStorage.setItem(PLACE, JSON.stringify(key));
}

export function forgetKey(): void {
  sessionStorage.removeItem(PLACE);
}
