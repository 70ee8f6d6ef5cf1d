"""The words of a printed agenda in the three languages. Titles are not among them: a person writes those."""

from collections.abc import Mapping
from datetime import date

from services.events.domain.speakers import Presence, SpeakerRole
from shared.contracts.events import Mode, SessionKind
from shared.domain.text import Language

EN, FR, ES = Language.EN, Language.FR, Language.ES
Words = Mapping[Language, str]

AGENDA: Words = {EN: "Agenda", FR: "Ordre du jour", ES: "Programa"}
DRAFT: Words = {EN: "Draft, not published", FR: "Projet, non publié", ES: "Borrador, no publicado"}
CANCELLED: Words = {EN: "Cancelled", FR: "Annulé", ES: "Cancelado"}
POSTPONED: Words = {EN: "Postponed", FR: "Reporté", ES: "Aplazado"}
VERSION: Words = {
    EN: "Version {number}, published on {day}",
    FR: "Version {number}, publiée le {day}",
    ES: "Versión {number}, publicada el {day}",
}
TIMES: Words = {EN: "Local time: {zone}", FR: "Heure locale : {zone}", ES: "Hora local: {zone}"}
UNTIL: Words = {EN: "until {day}", FR: "jusqu’au {day}", ES: "hasta el {day}"}
LANGUAGES: Words = {EN: "Languages", FR: "Langues", ES: "Idiomas"}
PAPERS: Words = {EN: "Background papers", FR: "Documents de référence", ES: "Documentos de antecedentes"}
UNNAMED: Words = {EN: "name withheld", FR: "nom non communiqué", ES: "nombre reservado"}
LANGUAGE_NAMES: Mapping[Language, Words] = {
    EN: {EN: "English", FR: "anglais", ES: "inglés"},
    FR: {EN: "French", FR: "français", ES: "francés"},
    ES: {EN: "Spanish", FR: "espagnol", ES: "español"},
}
KINDS: Mapping[SessionKind, Words] = {
    SessionKind.PLENARY: {EN: "Plenary", FR: "Séance plénière", ES: "Sesión plenaria"},
    SessionKind.PANEL: {EN: "Panel", FR: "Table ronde", ES: "Mesa redonda"},
    SessionKind.WORKING_GROUP: {EN: "Working group", FR: "Groupe de travail", ES: "Grupo de trabajo"},
    SessionKind.MIGRANTS_VOICE: {EN: "Migrant’s Voice", FR: "La voix du migrant", ES: "La voz del migrante"},
    SessionKind.OTHER: {EN: "Other", FR: "Autre", ES: "Otro"},
}
ROLES: Mapping[SpeakerRole, Words] = {
    SpeakerRole.MODERATOR: {EN: "Moderator", FR: "Modération", ES: "Moderación"},
    SpeakerRole.PANELLIST: {EN: "Panellist", FR: "Panéliste", ES: "Panelista"},
    SpeakerRole.PRESENTER: {EN: "Presenter", FR: "Présentation", ES: "Presentación"},
    SpeakerRole.MIGRANT_SPEAKER: {EN: "Migrant speaker", FR: "Témoignage", ES: "Testimonio"},
}
PRESENCES: Mapping[Presence, Words] = {
    Presence.REMOTE: {EN: "by video link", FR: "par visioconférence", ES: "por videoconferencia"},
    Presence.RECORDED: {EN: "recorded", FR: "enregistré", ES: "grabado"},
    Presence.READ_OUT: {EN: "read out", FR: "texte lu", ES: "texto leído"},
}
MODES: Mapping[Mode, Words] = {
    Mode.IN_PERSON: {EN: "In person", FR: "En présentiel", ES: "Presencial"},
    Mode.HYBRID: {EN: "Hybrid", FR: "Hybride", ES: "Híbrido"},
    Mode.ONLINE: {EN: "Online", FR: "En ligne", ES: "En línea"},
}
_WEEKDAYS = {
    EN: "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    FR: "lundi mardi mercredi jeudi vendredi samedi dimanche",
    ES: "lunes martes miércoles jueves viernes sábado domingo",
}
_MONTHS = {
    EN: "January February March April May June July August September October November December",
    FR: "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    ES: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
_DAY = {
    EN: "{weekday} {day} {month} {year}",
    FR: "{weekday} {day} {month} {year}",
    ES: "{weekday} {day} de {month} de {year}",
}


def long_day(day: date, language: Language) -> str:
    """“Monday 26 March 2018”."""
    number = "1er" if language is FR and day.day == 1 else str(day.day)
    return _DAY[language].format(
        weekday=_WEEKDAYS[language].split()[day.weekday()],
        day=number,
        month=_MONTHS[language].split()[day.month - 1],
        year=day.year,
    )
