"""The voices that speak, and which of them does where a message names a voice, a language, both or neither.

Telephone calls are spoken by Polly's standard voices (spec 07, section 4). Polly has newer voices that calls
cannot use: asking for one gives the first standard voice of its language.
"""

from __future__ import annotations

from dataclasses import dataclass

from pinwheel.domain.errors import Invalid

STANDARD_VOICES = {
    "en-US": ("Matthew", "Joanna", "Ivy", "Joey", "Justin", "Kendra", "Kimberly", "Salli"),
    "en-GB": ("Amy", "Brian", "Emma"),
    "en-GB-WLS": ("Geraint",),
    "en-AU": ("Nicole", "Russell"),
    "en-IN": ("Raveena",),
    "cy-GB": ("Gwyneth",),
    "de-DE": ("Marlene", "Hans", "Vicki"),
    "fr-FR": ("Celine", "Lea", "Mathieu"),
    "fr-CA": ("Chantal",),
    "es-ES": ("Conchita", "Enrique", "Lucia"),
    "es-MX": ("Mia",),
    "es-US": ("Penelope", "Lupe", "Miguel"),
    "it-IT": ("Carla", "Bianca", "Giorgio"),
    "pt-BR": ("Vitoria", "Camila", "Ricardo"),
    "pt-PT": ("Ines", "Cristiano"),
    "nl-NL": ("Lotte", "Ruben"),
    "da-DK": ("Naja", "Mads"),
    "nb-NO": ("Liv",),
    "sv-SE": ("Astrid",),
    "is-IS": ("Dora", "Karl"),
    "pl-PL": ("Ewa", "Jacek", "Jan", "Maja"),
    "ro-RO": ("Carmen",),
    "ru-RU": ("Tatyana", "Maxim"),
    "tr-TR": ("Filiz",),
    "ja-JP": ("Mizuki", "Takumi"),
    "ko-KR": ("Seoyeon",),
    "cmn-CN": ("Zhiyu",),
    "arb": ("Zeina",),
}
"""Languages and the voices that calls can be spoken with; the first is a language's own choice."""

NEWER_VOICES = {
    "en-US": ("Kevin", "Ruth", "Stephen", "Danielle", "Gregory", "Tiffany", "Curtis", "Kenneth", "Nate"),
    "en-GB": ("Arthur",),
    "en-AU": ("Olivia",),
    "en-IN": ("Aditi", "Kajal", "Arjun", "Kiara"),
    "en-IE": ("Niamh",),
    "en-NZ": ("Aria",),
    "en-SG": ("Jasmine",),
    "en-ZA": ("Ayanda",),
    "de-DE": ("Daniel", "Lennart", "Tina"),
    "de-AT": ("Hannah",),
    "de-CH": ("Sabrina",),
    "fr-FR": ("Remi", "Ambre", "Florian"),
    "fr-CA": ("Gabrielle", "Liam"),
    "fr-BE": ("Isabelle",),
    "es-ES": ("Sergio",),
    "es-MX": ("Andres",),
    "es-US": ("Pedro", "Carlos"),
    "ca-ES": ("Arlet",),
    "it-IT": ("Adriano", "Beatrice", "Lorenzo"),
    "pt-BR": ("Thiago", "Carolina", "Leo"),
    "nl-NL": ("Laura",),
    "nl-BE": ("Lisa",),
    "da-DK": ("Sofie",),
    "nb-NO": ("Ida",),
    "sv-SE": ("Elin",),
    "fi-FI": ("Suvi",),
    "cs-CZ": ("Jitka",),
    "pl-PL": ("Ola",),
    "tr-TR": ("Burcu",),
    "ja-JP": ("Kazuha", "Tomoko"),
    "ko-KR": ("Jihye", "Hyunduk"),
    "yue-CN": ("Hiujin",),
    "ar-AE": ("Hala", "Zayd"),
}
"""Voices of Polly that calls cannot use."""

NO_STANDARD_VOICE = frozenset({"ca-ES", "cs-CZ", "fi-FI", "hi-IN", "yue-CN"})
"""Languages of Polly that no standard voice speaks, not even one of another country."""
_STAND_INS = {
    "ar-AE": "arb",
    "de-AT": "de-DE",
    "de-CH": "de-DE",
    "en-IE": "en-GB",
    "en-NZ": "en-AU",
    "en-SG": "en-GB",
    "en-ZA": "en-GB",
    "fr-BE": "fr-FR",
    "nl-BE": "nl-NL",
}
"""Languages without a standard voice, and the country whose voice is understood there."""

_LANGUAGE_OF_STANDARD = {name: code for code, names in STANDARD_VOICES.items() for name in names}
_LANGUAGE_OF_NEWER = {name: code for code, names in NEWER_VOICES.items() for name in names}
_VOICES = {name.lower(): name for name in (*_LANGUAGE_OF_STANDARD, *_LANGUAGE_OF_NEWER)}
_LANGUAGES = {code.lower(): code for code in (*STANDARD_VOICES, *_STAND_INS, *NO_STANDARD_VOICE)}


@dataclass(frozen=True, slots=True)
class Voice:
    """A standard voice by Polly's name (`Matthew`), and the language that it speaks."""

    name: str
    language: str


DEFAULT_VOICE = Voice("Matthew", "en-US")


def choose_voice(voice_id: str | None, language_code: str | None) -> Voice:
    """Choose who speaks; a voice beats a language, and case does not count.

    Raises:
        Invalid: there is no such voice or language, or no voice for calls speaks it.
    """
    language = _language(language_code) if language_code else None
    if not voice_id:
        return DEFAULT_VOICE if language is None else _first_of(language)
    name = _VOICES.get(voice_id.lower())
    if name is None:
        raise Invalid(f"There is no voice '{voice_id[:40]}'.", member="VoiceId")
    if name in _LANGUAGE_OF_STANDARD:
        return Voice(name, _LANGUAGE_OF_STANDARD[name])
    return _first_of(language or _LANGUAGE_OF_NEWER[name])


def _language(code: str) -> str:
    found = _LANGUAGES.get(code.replace("_", "-").lower())
    if found is None:
        raise Invalid(f"No voice speaks the language '{code[:40]}'.", member="LanguageCode")
    return found


def _first_of(language: str) -> Voice:
    spoken = _STAND_INS.get(language, language)
    if spoken not in STANDARD_VOICES:
        raise Invalid(f"No voice for calls speaks the language '{language}'.", member="LanguageCode")
    return Voice(STANDARD_VOICES[spoken][0], spoken)
