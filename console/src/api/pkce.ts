/** Proof Key for Code Exchange (RFC 7636): who redeems a code shows that it began the sign-in. */
export interface Pending {
  readonly verifier: string;
  readonly state: string;
}

export function begun(prefix = ""): Pending {
  return { verifier: random(), state: prefix + random() };
}

export async function challenge(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return base64Url(new Uint8Array(digest));
}

function random(): string {
  return base64Url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
