"""What the pages behind personal links say, in every language that they speak."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "unsubscribe": "Unsubscribe",
        "ask": "Do you want to stop receiving e-mails from us at {address}?",
        "confirm": "Unsubscribe",
        "done": "You have been unsubscribed. No further e-mails will be sent to {address}.",
        "change": "Change your preferences",
        "preferences": "Your preferences",
        "channels": "How we may reach you",
        "topics": "What you would like to hear about",
        "save": "Save",
        "none": "Stop all messages",
        "saved": "Your preferences have been saved.",
        "invalid": "This link is not valid.",
        "invalid_more": "It may be incomplete. Please open it again from the e-mail.",
        "trouble": "Something went wrong.",
        "trouble_more": "Please try again in a moment.",
        "email": "E-mail",
        "sms": "Text message",
        "push": "Push notification",
        "voice": "Phone call",
        "other": "Other messages",
    },
    "de": {
        "unsubscribe": "Abmelden",
        "ask": "Möchten Sie keine E-Mails mehr von uns an {address} erhalten?",
        "confirm": "Abmelden",
        "done": "Sie sind abgemeldet. An {address} werden keine E-Mails mehr gesendet.",
        "change": "Einstellungen ändern",
        "preferences": "Ihre Einstellungen",
        "channels": "Wie wir Sie erreichen dürfen",
        "topics": "Worüber Sie informiert werden möchten",
        "save": "Speichern",
        "none": "Alle Nachrichten abbestellen",
        "saved": "Ihre Einstellungen wurden gespeichert.",
        "invalid": "Dieser Link ist ungültig.",
        "invalid_more": "Vielleicht ist er unvollständig. Bitte öffnen Sie ihn noch einmal aus der E-Mail.",
        "trouble": "Etwas ist schiefgegangen.",
        "trouble_more": "Bitte versuchen Sie es gleich noch einmal.",
        "email": "E-Mail",
        "sms": "SMS",
        "push": "Push-Nachricht",
        "voice": "Anruf",
        "other": "Andere Nachrichten",
    },
    "it": {
        "unsubscribe": "Annulla iscrizione",
        "ask": "Vuole smettere di ricevere le nostre e-mail all'indirizzo {address}?",
        "confirm": "Annulla iscrizione",
        "done": "L'iscrizione è stata annullata. Non invieremo più e-mail a {address}.",
        "change": "Modifica le preferenze",
        "preferences": "Le sue preferenze",
        "channels": "Come possiamo contattarla",
        "topics": "Gli argomenti che le interessano",
        "save": "Salva",
        "none": "Interrompi tutti i messaggi",
        "saved": "Le sue preferenze sono state salvate.",
        "invalid": "Questo link non è valido.",
        "invalid_more": "Forse è incompleto. Lo apra di nuovo dall'e-mail.",
        "trouble": "Qualcosa è andato storto.",
        "trouble_more": "Riprovi tra un momento.",
        "email": "E-mail",
        "sms": "SMS",
        "push": "Notifica push",
        "voice": "Chiamata",
        "other": "Altri messaggi",
    },
}

_KINDS = {"EMAIL": "email", "SMS": "sms", "VOICE": "voice", "CUSTOM": "other", "IN_APP": "other"}


def channel_name(channel_type: str, language: str) -> str:
    """Name a channel for people."""
    return TEXTS[language][_KINDS.get(channel_type, "push")]
