/** Texts of a sign-in that came to nothing, and of a session that ended. */
export const doors = {
  notSignedIn: ["You are not signed in", "Sie sind nicht angemeldet", "Accesso non effettuato"],
  denied: [
    "The sign-in was cancelled or not permitted.",
    "Die Anmeldung wurde abgebrochen oder nicht erlaubt.",
    "L'accesso è stato annullato o non consentito.",
  ],
  stranger: [
    "This sign-in was not begun in this tab. Begin again here.",
    "Diese Anmeldung wurde nicht in diesem Tab begonnen. Beginnen Sie hier neu.",
    "Questo accesso non è iniziato in questa scheda. Ricomincia da qui.",
  ],
  late: [
    "The sign-in took too long. Please sign in again.",
    "Die Anmeldung hat zu lange gedauert. Bitte melden Sie sich erneut an.",
    "L'accesso ha richiesto troppo tempo. Accedi di nuovo.",
  ],
  noGroup: [
    "Your account is in none of the groups Admin, Marketer and Viewer. Whoever administers Pinwheel can add it to one; then sign in again.",
    "Ihr Konto gehört zu keiner der Gruppen Admin, Marketer und Viewer. Wer Pinwheel verwaltet, kann es aufnehmen; melden Sie sich dann erneut an.",
    "Il tuo account non appartiene a nessuno dei gruppi Admin, Marketer e Viewer. Chi amministra Pinwheel può aggiungerlo; poi accedi di nuovo.",
  ],
  otherAccount: ["Use another account", "Anderes Konto verwenden", "Usa un altro account"],
  unreachable: [
    "The sign-in service does not answer. Please try again in a moment.",
    "Der Anmeldedienst antwortet nicht. Bitte versuchen Sie es gleich noch einmal.",
    "Il servizio di accesso non risponde. Riprova tra un momento.",
  ],
  failed: [
    "The sign-in failed. Please try again; if it fails again, tell whoever administers Pinwheel.",
    "Die Anmeldung ist fehlgeschlagen. Bitte versuchen Sie es erneut; hilft das nicht, wenden Sie sich an die Verwaltung von Pinwheel.",
    "L'accesso non è riuscito. Riprova; se non basta, avvisa chi amministra Pinwheel.",
  ],
  blocked: [
    "The browser did not let the sign-in window open. Permit pop-up windows for this site, then try again.",
    "Der Browser hat das Anmeldefenster nicht geöffnet. Erlauben Sie Pop-up-Fenster für diese Seite und versuchen Sie es erneut.",
    "Il browser non ha aperto la finestra di accesso. Consenti le finestre pop-up per questo sito e riprova.",
  ],
  endedTitle: ["Your session has ended", "Ihre Sitzung ist beendet", "La sessione è terminata"],
  endedText: [
    "What you have written is still here. Sign in again to go on.",
    "Was Sie geschrieben haben, ist noch da. Melden Sie sich erneut an, um weiterzuarbeiten.",
    "Quello che hai scritto è ancora qui. Accedi di nuovo per continuare.",
  ],
  signInAgain: ["Sign in again", "Erneut anmelden", "Accedi di nuovo"],
  later: ["Not now", "Jetzt nicht", "Non ora"],
  handedOver: [
    "You are signed in again. You can close this window.",
    "Sie sind wieder angemeldet. Sie können dieses Fenster schließen.",
    "Hai effettuato di nuovo l'accesso. Puoi chiudere questa finestra.",
  ],
} as const;
