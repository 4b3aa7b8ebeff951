/** Who is signed in. Kept for the tab's life only (`sessionStorage`), never in the bundle or on disk. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** By this computer's clock. */
  readonly expiration?: Date;
}

export const ROLES = ["Admin", "Marketer", "Viewer"] as const;
export type Role = (typeof ROLES)[number];

export interface Session {
  readonly name: string;
  readonly role: Role;
  /** A key for some applications only: what belongs to the account is closed to it. */
  readonly isBound?: boolean;
  readonly credentials: () => Promise<Credentials>;
  /** Get new credentials the next time. */
  readonly forget?: () => void;
  /** Milliseconds that the servers' clock is ahead of this computer's. */
  readonly clockOffset?: number;
}

export interface StoredKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly role: Role;
  readonly isBound: boolean;
}

const PLACE = "pinwheel.key";

/** The key that is stored at the time, so that another sign-in within the tab takes effect. */
export function keySession(key: StoredKey): Session {
  return {
    name: key.accessKeyId,
    role: key.role,
    isBound: key.isBound,
    credentials: () => Promise.resolve(storedKey() ?? key),
  };
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
