/** What the form of a channel holds, and the request that it makes. */
import type { ChannelName, ChannelRequest, Member, Method, Stored } from "./channelTypes";

/** How a push service knows us: which members each way takes. */
const APPLE = {
  TOKEN: ["BundleId", "TeamId", "TokenKeyId", "TokenKey"],
  CERTIFICATE: ["Certificate", "PrivateKey"],
} as const;
const METHODS: Partial<Record<ChannelName, Readonly<Partial<Record<Method, readonly Member[]>>>>> = {
  APNS: APPLE,
  APNS_SANDBOX: APPLE,
  APNS_VOIP: APPLE,
  APNS_VOIP_SANDBOX: APPLE,
  GCM: { TOKEN: ["ServiceJson"], KEY: ["ApiKey"] },
};
const MEMBERS: Partial<Record<ChannelName, readonly Member[]>> = {
  EMAIL: ["FromAddress", "Identity", "ConfigurationSet", "RoleArn", "OrchestrationSendingRoleArn"],
  SMS: ["SenderId", "ShortCode"],
  ADM: ["ClientId", "ClientSecret"],
  BAIDU: ["ApiKey", "SecretKey"],
};

const SECRETS: ReadonlySet<Member> = new Set<Member>([
  "ServiceJson",
  "ApiKey",
  "SecretKey",
  "ClientSecret",
  "TokenKey",
  "PrivateKey",
  "Certificate",
]);
const LONG: ReadonlySet<Member> = new Set<Member>(["ServiceJson", "TokenKey", "PrivateKey", "Certificate"]);
const OPTIONAL: ReadonlySet<Member> = new Set<Member>(["ConfigurationSet", "RoleArn", "OrchestrationSendingRoleArn"]);
/** Every change of these brings the credentials anew; the others keep what is stored. */
const ALWAYS_WITH_CREDENTIALS: ReadonlySet<ChannelName> = new Set<ChannelName>(["ADM", "BAIDU"]);

export const isSecret = (member: Member) => SECRETS.has(member);
export const isLong = (member: Member) => LONG.has(member);
export const isOptional = (member: Member) => OPTIONAL.has(member);
export const wantsCredentialsAlways = (type: ChannelName) => ALWAYS_WITH_CREDENTIALS.has(type);

export function methodsOf(type: ChannelName): readonly Method[] {
  const methods = METHODS[type];
  return (["TOKEN", "CERTIFICATE", "KEY"] as const).filter((method) => methods?.[method]);
}

export function membersOf(type: ChannelName, method: Method): readonly Member[] {
  return METHODS[type]?.[method] ?? MEMBERS[type] ?? [];
}

/** What a form holds. Credentials are never read back, so their fields begin empty. */
export interface ChannelValues {
  readonly isEnabled: boolean;
  readonly method: Method;
  readonly members: Readonly<Partial<Record<Member, string>>>;
}

export function valuesOf(type: ChannelName, stored: Stored | null): ChannelValues {
  const said = stored?.["DefaultAuthenticationMethod"];
  const method = methodsOf(type).find((one) => one === said);
  const isByCertificate = Boolean(stored?.["HasCredential"]) && stored?.["HasTokenKey"] === false;
  const shown = membersOf(type, "TOKEN").filter((member) => !isSecret(member));
  return {
    isEnabled: Boolean(stored?.["Enabled"] ?? true),
    method: method ?? (isByCertificate ? "CERTIFICATE" : "TOKEN"),
    members: Object.fromEntries(shown.map((member) => [member, String(stored?.[member] ?? "")])),
  };
}

/** The request that says what the form holds: empty members are not set. */
export function requestOf(type: ChannelName, values: ChannelValues): ChannelRequest {
  const given: Partial<Record<Member, string>> = {};
  for (const member of membersOf(type, values.method)) {
    const text = values.members[member]?.trim();
    if (text) given[member] = text;
  }
  const method = methodsOf(type).length ? { DefaultAuthenticationMethod: values.method } : {};
  return { ...given, ...method, Enabled: values.isEnabled };
}
