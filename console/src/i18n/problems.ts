/** What an API call can end in, and what to do then. */
export const problems = {
  unreachable: ["The API does not answer", "Die API antwortet nicht", "L'API non risponde"],
  unreachableHelp: [
    "If this was a change, it may have been made all the same: look before you try again.",
    "Eine Änderung kann trotzdem angekommen sein: Sehen Sie nach, bevor Sie es erneut versuchen.",
    "Se era una modifica, potrebbe essere stata eseguita lo stesso: controlla prima di riprovare.",
  ],
  nextTry: ["Next try in {n} s.", "Nächster Versuch in {n} s.", "Nuovo tentativo tra {n} s."],
  throttled: ["Too many calls", "Zu viele Aufrufe", "Troppe richieste"],
  throttledHelp: [
    "Nothing was changed. Wait a moment, then try again.",
    "Es wurde nichts geändert. Warten Sie einen Moment und versuchen Sie es erneut.",
    "Non è stato modificato nulla. Attendi un momento e riprova.",
  ],
  forbidden: ["Not permitted", "Nicht erlaubt", "Non consentito"],
  forbiddenHelp: [
    "Your role does not include this. Whoever administers Pinwheel can give you another.",
    "Ihre Rolle umfasst das nicht. Wer Pinwheel verwaltet, kann Ihnen eine andere geben.",
    "Il tuo ruolo non lo prevede. Chi amministra Pinwheel può assegnartene un altro.",
  ],
  signedOut: ["The sign-in was not accepted", "Die Anmeldung wurde nicht angenommen", "L'accesso non è stato accettato"],
  signedOutHelp: [
    "Your session has ended. Sign in again.",
    "Ihre Sitzung ist beendet. Melden Sie sich erneut an.",
    "La sessione è terminata. Accedi di nuovo.",
  ],
  clock: ["This computer's clock is wrong", "Die Uhr dieses Computers geht falsch", "L'orologio di questo computer è sbagliato"],
  clockHelp: [
    "Let the computer set date, time and time zone by itself, then try again.",
    "Lassen Sie den Computer Datum, Uhrzeit und Zeitzone selbst einstellen und versuchen Sie es erneut.",
    "Lascia che il computer imposti da sé data, ora e fuso orario, poi riprova.",
  ],
  missing: ["Not found", "Nicht gefunden", "Non trovato"],
  absentHelp: [
    "This deployment does not offer this part of the API. A newer version may.",
    "Diese Installation bietet diesen Teil der API nicht. Eine neuere Version vielleicht schon.",
    "Questa installazione non offre questa parte dell'API. Una versione più recente potrebbe.",
  ],
  absent: [
    "Not available in this deployment",
    "In dieser Installation nicht verfügbar",
    "Non disponibile in questa installazione",
  ],
  refused: ["The API refused this", "Die API hat das abgelehnt", "L'API ha rifiutato"],
  conflict: ["It was changed meanwhile", "Es wurde inzwischen geändert", "È stato modificato nel frattempo"],
  server: ["Something went wrong", "Etwas ist schiefgegangen", "Qualcosa è andato storto"],
} as const;
