"""The standard words in each language, and what answers them: texts of our own, of one or two message parts.

English holds all words that carriers require (spec 07, section 3.2).
"""

# ruff: noqa: RUF001 - the letters of other alphabets are meant

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """Words that opt out, opt in and ask for help, and the answers to them."""

    code: str
    stop: tuple[str, ...]
    start: tuple[str, ...]
    help: tuple[str, ...]
    stopped: str
    started: str
    helped: str


LANGUAGES = (
    Language(
        "en",
        (
            *("STOP", "STOPALL", "STOP ALL", "CANCEL", "END", "OPT-OUT", "QUIT", "REMOVE", "TD"),
            *("UNSUBSCRIBE", "REVOKE"),
        ),
        ("START", "UNSTOP", "SUBSCRIBE", "RESUBSCRIBE", "OPT-IN"),
        ("HELP",),
        "You are unsubscribed and will get no more messages from this number. Reply START to resubscribe.",
        "You are subscribed again. Reply STOP to unsubscribe, HELP for help.",
        "Reply STOP to unsubscribe or START to resubscribe. Message and data rates may apply.",
    ),
    Language(
        "fr",
        ("ARRET", "ARRÊTER", "ARRÊTEZ", "DÉSABONNER", "DÉSINSCRIRE", "ANNULER"),
        ("COMMENCER", "REPRENDRE", "REPRISE", "ABONNER"),
        ("AIDE",),
        "Vous êtes désabonné(e) et ne recevrez plus de messages de ce numéro. START pour reprendre.",
        "Vous êtes de nouveau abonné(e). Répondez ARRET pour vous désabonner, AIDE pour de l'aide.",
        "Répondez ARRET pour vous désabonner ou START pour reprendre. Des frais peuvent s'appliquer.",
    ),
    Language(
        "de",
        ("STOPP", "ABMELDEN", "ABBESTELLEN", "AUFHÖREN", "AUFHOEREN", "KÜNDIGEN", "BEENDEN"),
        ("STARTEN", "ANMELDEN", "WEITER"),
        ("HILFE",),
        "Sie sind abgemeldet und erhalten von dieser Nummer keine Nachrichten mehr. START meldet Sie an.",
        "Sie sind wieder angemeldet. Mit STOPP melden Sie sich ab, mit HILFE bekommen Sie Hilfe.",
        "Antworten Sie STOPP zum Abmelden oder START zum Anmelden. Es können Kosten für SMS anfallen.",
    ),
    Language(
        "es",
        ("ALTO", "PARE", "DETENER", "CANCELAR", "BAJA", "NO MÁS"),
        ("INICIAR", "COMENZAR", "ALTA", "REANUDAR", "EMPEZAR"),
        ("AYUDA",),
        "Se ha dado de baja y no recibirá más mensajes de este número. Responda START para volver.",
        "Se ha dado de alta de nuevo. Responda ALTO para darse de baja, AYUDA para obtener ayuda.",
        "Responda ALTO para darse de baja o START para volver. Pueden aplicarse tarifas de mensajes.",
    ),
    Language(
        "it",
        ("BASTA", "FERMA", "FERMARE", "CANCELLA", "CANCELLAMI", "ANNULLA", "DISISCRIVIMI"),
        ("INIZIA", "RIPRENDI", "ISCRIVIMI"),
        ("AIUTO",),
        "Iscrizione annullata: non riceverà più messaggi da questo numero. Risponda START per riprendere.",
        "Iscrizione di nuovo attiva. Risponda BASTA per annullarla, AIUTO per ricevere aiuto.",
        "Risponda BASTA per annullare l'iscrizione o START per riprendere. Possono applicarsi costi SMS.",
    ),
    Language(
        "pt",
        ("PARAR", "SAIR", "REMOVER", "SUSPENDER", "DESCADASTRAR"),
        ("COMEÇAR", "VOLTAR", "ENTRAR", "RETOMAR"),
        ("AJUDA",),
        "Inscrição cancelada: não receberá mais mensagens deste número. Responda START para voltar.",
        "Inscrição ativa de novo. Responda SAIR para cancelar, AJUDA para obter ajuda.",
        "Responda SAIR para cancelar ou START para voltar. Podem ser cobradas tarifas de mensagens.",
    ),
    Language(
        "nl",
        ("STOPPEN", "AFMELDEN", "UITSCHRIJVEN", "OPZEGGEN"),
        ("BEGINNEN", "AANMELDEN", "HERVATTEN"),
        ("HULP",),
        "U bent afgemeld en krijgt geen berichten meer van dit nummer. Antwoord START om door te gaan.",
        "U bent weer aangemeld. Antwoord STOP om u af te melden, HULP voor hulp.",
        "Antwoord STOP om u af te melden of START om door te gaan. Er kunnen kosten voor sms gelden.",
    ),
    Language(
        "sv",
        ("SLUTA", "AVSLUTA", "AVREGISTRERA"),
        ("STARTA", "BÖRJA"),
        ("HJÄLP",),
        "Du är avregistrerad och får inga fler meddelanden från detta nummer. Svara START för att börja.",
        "Du är registrerad igen. Svara STOPP för att avsluta, HJÄLP för hjälp.",
        "Svara STOPP för att avsluta eller START för att börja igen. Kostnader för sms kan tillkomma.",
    ),
    Language(
        "da",
        ("AFMELD", "STANDS", "OPHØR", "FRAMELD"),
        ("TILMELD", "BEGYND"),
        ("HJÆLP",),
        "Du er afmeldt og får ikke flere beskeder fra dette nummer. Svar START for at begynde igen.",
        "Du er tilmeldt igen. Svar STOP for at afmelde, HJÆLP for hjælp.",
        "Svar STOP for at afmelde eller START for at begynde igen. Der kan være omkostninger ved sms.",
    ),
    Language(
        "nb",
        ("AVSLUTT", "SLUTT", "AVMELD"),
        ("BEGYNN", "PÅMELD"),
        ("HJELP",),
        "Du er avmeldt og får ikke flere meldinger fra dette nummeret. Svar START for å begynne igjen.",
        "Du er påmeldt igjen. Svar STOPP for å avslutte, HJELP for hjelp.",
        "Svar STOPP for å avslutte eller START for å begynne igjen. Kostnader for sms kan påløpe.",
    ),
    Language(
        "fi",
        ("LOPETA", "SEIS", "PERUUTA"),
        ("ALOITA", "JATKA"),
        ("APUA", "OHJE"),
        "Tilaus on peruttu, etkä saa enää viestejä tästä numerosta. Vastaa START, niin jatkat.",
        "Tilaus on taas voimassa. Vastaa LOPETA, niin perut sen, tai APUA, niin saat apua.",
        "Vastaa LOPETA, niin perut tilauksen, tai START, niin jatkat. Viestistä voidaan periä maksu.",
    ),
    Language(
        "pl",
        ("KONIEC", "WYPISZ", "REZYGNUJĘ", "ANULUJ"),
        ("ZACZNIJ", "WZNÓW", "ZAPISZ"),
        ("POMOC",),
        "Wypisano: z tego numeru nie będzie więcej wiadomości. Odpowiedz START, aby wznowić.",
        "Zapisano ponownie. Odpowiedz KONIEC, aby się wypisać, POMOC, aby uzyskać pomoc.",
        "Odpowiedz KONIEC, aby się wypisać, lub START, aby wznowić. Mogą obowiązywać opłaty za SMS.",
    ),
    Language(
        "tr",
        ("DUR", "DURDUR", "İPTAL", "ÇIK"),
        ("BAŞLA", "BAŞLAT", "DEVAM"),
        ("YARDIM",),
        "Aboneliğiniz sona erdi, bu numaradan artık mesaj almayacaksınız. Dönmek için START yazın.",
        "Yeniden abone oldunuz. Ayrılmak için DUR, yardım için YARDIM yazın.",
        "Ayrılmak için DUR, dönmek için START yazın. Mesaj ücreti alınabilir.",
    ),
    Language(
        "ru",
        ("СТОП", "ОТПИСАТЬСЯ", "ОТМЕНА", "ОТПИСКА"),
        ("СТАРТ", "ПОДПИСАТЬСЯ", "НАЧАТЬ"),
        ("ПОМОЩЬ", "СПРАВКА"),
        "Вы отписаны от сообщений с этого номера. Ответьте СТАРТ, чтобы вернуться.",
        "Вы снова подписаны. СТОП - отписаться, ПОМОЩЬ - справка.",
        "СТОП - отписаться, СТАРТ - вернуться. Сообщения могут быть платными.",
    ),
    Language(
        "el",
        ("ΣΤΟΠ", "ΔΙΑΚΟΠΗ", "ΔΙΑΓΡΑΦΗ"),
        ("ΕΝΑΡΞΗ", "ΕΓΓΡΑΦΗ"),
        ("ΒΟΗΘΕΙΑ",),
        "Διαγραφήκατε από τα μηνύματα αυτού του αριθμού. ΕΝΑΡΞΗ για επιστροφή.",
        "Εγγραφήκατε ξανά. ΣΤΟΠ για διαγραφή, ΒΟΗΘΕΙΑ για βοήθεια.",
        "ΣΤΟΠ για διαγραφή, ΕΝΑΡΞΗ για επιστροφή. Ενδέχεται να ισχύουν χρεώσεις.",
    ),
    Language(
        "ja",
        ("停止", "配信停止", "解除", "ストップ"),
        ("開始", "再開", "スタート"),
        ("ヘルプ", "助けて"),
        "配信を停止しました。この番号からのメッセージは届きません。再開は「開始」と返信してください。",
        "配信を再開しました。停止は「停止」、ヘルプは「ヘルプ」と返信してください。",
        "停止は「停止」、再開は「開始」と返信してください。通信料がかかる場合があります。",
    ),
    Language(
        "ko",
        ("중지", "수신거부", "정지", "스톱"),
        ("시작", "재개"),
        ("도움말", "도움"),
        "수신이 중지되었습니다. 이 번호에서 더 이상 메시지가 오지 않습니다. 재개하려면 시작을 보내세요.",
        "수신이 재개되었습니다. 중지하려면 중지, 도움이 필요하면 도움말을 보내세요.",
        "중지하려면 중지, 재개하려면 시작을 보내세요. 요금이 부과될 수 있습니다.",
    ),
    Language(
        "zh",
        ("退订", "退訂", "取消", "拒收"),
        ("订阅", "訂閱", "开始", "開始"),
        ("帮助", "幫助"),
        "您已退订，不会再收到此号码的短信。回复“订阅”可恢复。",
        "您已重新订阅。回复“退订”可退订，回复“帮助”可获取帮助。",
        "回复“退订”可退订，回复“订阅”可恢复。可能收取短信费用。",
    ),
)
"""English first: where languages share a word, the first one answers."""
