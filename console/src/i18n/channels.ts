/** Channels by the API's names. */
export const channelNames = {
  EMAIL: ["E-mail", "E-Mail", "E-mail"],
  SMS: ["Text messages", "SMS", "SMS"],
  VOICE: ["Calls", "Anrufe", "Chiamate"],
  GCM: ["Push to Android (Firebase)", "Push an Android (Firebase)", "Push per Android (Firebase)"],
  APNS: ["Push to Apple", "Push an Apple", "Push per Apple"],
  APNS_SANDBOX: ["Push to Apple, sandbox", "Push an Apple, Sandbox", "Push per Apple, sandbox"],
  APNS_VOIP: ["Push to Apple, VoIP", "Push an Apple, VoIP", "Push per Apple, VoIP"],
  APNS_VOIP_SANDBOX: ["Push to Apple, VoIP sandbox", "Push an Apple, VoIP-Sandbox", "Push per Apple, sandbox VoIP"],
  ADM: ["Push to Amazon devices", "Push an Amazon-Geräte", "Push per dispositivi Amazon"],
  BAIDU: ["Push through Baidu", "Push über Baidu", "Push tramite Baidu"],
  IN_APP: ["In-app messages", "Nachrichten in der App", "Messaggi in-app"],
  CUSTOM: ["Custom channel", "Eigener Kanal", "Canale personalizzato"],
} as const;
