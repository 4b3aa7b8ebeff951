/** Channel types by the API's names. */
export const CHANNEL_TYPES = [
  "EMAIL",
  "SMS",
  "VOICE",
  "APNS",
  "APNS_SANDBOX",
  "APNS_VOIP",
  "APNS_VOIP_SANDBOX",
  "GCM",
  "ADM",
  "BAIDU",
  "IN_APP",
  "CUSTOM",
] as const;
