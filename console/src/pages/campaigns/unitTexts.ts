/** What the lines of a bill count, by the API's names. */
export const units = {
  "e-mails": ["e-mails", "E-Mails", "e-mail"],
  "message parts (US)": ["message parts (US)", "Nachrichtenteile (USA)", "parti di messaggio (USA)"],
  "minutes (US)": ["minutes (US)", "Minuten (USA)", "minuti (USA)"],
  "custom delivery calls": ["custom delivery calls", "Aufrufe der eigenen Zustellung", "chiamate di consegna personalizzata"],
  "read request units": ["read requests", "Leseanfragen", "richieste di lettura"],
  "write request units": ["write requests", "Schreibanfragen", "richieste di scrittura"],
  "PUT requests": ["write requests", "Schreibanfragen", "richieste di scrittura"],
  "GET requests": ["read requests", "Leseanfragen", "richieste di lettura"],
  requests: ["requests", "Anfragen", "richieste"],
  invocations: ["invocations", "Aufrufe", "invocazioni"],
  "GB-seconds": ["GB-seconds", "GB-Sekunden", "GB-secondi"],
  "payload units": ["payload units", "Nutzlast-Einheiten", "unità di payload"],
} as const;
