/** What the app is told about its surroundings by `config.json`, which is served beside it. Holds no secrets. */
export interface ConsoleConfig {
  /** Where the API answers; empty for the app's own origin. */
  readonly ApiUrl: string;
  readonly Region: string;
  /** `keys`: access keys that Pinwheel issued. `iam`: credentials of the account, by Cognito. */
  readonly Door: "keys" | "iam";
  /** Shown at sign-in by the local runtime only, whose key is documented. */
  readonly Hint?: { readonly AccessKeyId: string; readonly SecretAccessKey: string };
  readonly Cognito?: {
    readonly Domain: string;
    readonly UserPoolId: string;
    readonly ClientId: string;
    readonly IdentityPoolId: string;
  };
}

export const BASE = import.meta.env.BASE_URL;

export async function loadConfig(): Promise<ConsoleConfig> {
  const answer = await fetch(`${BASE}config.json`, { cache: "no-cache" });
  if (!answer.ok) throw new Error(`config.json: HTTP ${answer.status}`);
  return (await answer.json()) as ConsoleConfig;
}

export function apiUrl(config: ConsoleConfig): string {
  return (config.ApiUrl || window.location.origin).replace(/\/$/, "");
}
