"""The words that the files of a volume have of their own, in the three working languages."""

from datetime import date

from services.publications.domain.content import PracticeKind
from shared.domain.text import Language

_EN, _FR, _ES = Language.EN, Language.FR, Language.ES
SERIES = {
    _EN: "International Dialogue on Migration",
    _FR: "Dialogue international sur la migration",
    _ES: "Diálogo Internacional sobre la Migración",
}
NUMBER = {_EN: "No. {number}", _FR: "Nº {number}", _ES: "N.º {number}"}
CONTENTS = {_EN: "Contents", _FR: "Table des matières", _ES: "Índice"}
IMPRINT = {_EN: "Imprint", _FR: "Mentions légales", _ES: "Página legal"}
THEME = {_EN: "Theme: {theme}", _FR: "Thème : {theme}", _ES: "Tema: {theme}"}
HELD = {_EN: "Ended on {day}", _FR: "Clos le {day}", _ES: "Concluido el {day}"}
KEY_MESSAGES = {_EN: "Key messages", _FR: "Messages clés", _ES: "Mensajes clave"}
LESSONS = {_EN: "Lessons learned", _FR: "Enseignements tirés", _ES: "Lecciones aprendidas"}
PRACTICES = {_EN: "Effective practices", _FR: "Pratiques efficaces", _ES: "Prácticas eficaces"}
SECTIONS = {_EN: "What was said", _FR: "Ce qui a été dit", _ES: "Lo que se dijo"}
KINDS = {
    PracticeKind.POLICY: {_EN: "Policy", _FR: "Politique", _ES: "Política"},
    PracticeKind.PROGRAMME: {_EN: "Programme", _FR: "Programme", _ES: "Programa"},
}
COUNTRY = {_EN: "country {code}", _FR: "pays {code}", _ES: "país {code}"}
PARTNERS = {_EN: "Partners: {names}", _FR: "Partenaires : {names}", _ES: "Asociados: {names}"}
EVIDENCE = {_EN: "Evidence", _FR: "Éléments probants", _ES: "Pruebas"}
ONLINE = {_EN: "This volume: {address}", _FR: "Ce volume : {address}", _ES: "Este volumen: {address}"}
TRANSLATION = {
    _EN: "Translation. The catalogue says whether it is official.",
    _FR: "Traduction. Le catalogue indique si elle est officielle.",
    _ES: "Traducción. El catálogo indica si es oficial.",
}
MACHINE = {
    _EN: "Translation by a machine. The catalogue says whether a person has signed for it.",
    _FR: "Traduction automatique. Le catalogue indique si une personne l’a validée.",
    _ES: "Traducción automática. El catálogo indica si una persona la ha validado.",
}
ELSEWHERE = {
    _EN: "Passages that are not translated yet stand in their own language.",
    _FR: "Les passages qui ne sont pas encore traduits figurent dans leur propre langue.",
    _ES: "Los pasajes aún no traducidos figuran en su propio idioma.",
}
_DAY = {_EN: "{day} {month} {year}", _FR: "{day} {month} {year}", _ES: "{day} de {month} de {year}"}
_MONTHS = {
    _EN: "January February March April May June July August September October November December",
    _FR: "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    _ES: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}


def long_day(day: date, language: Language) -> str:
    """“26 March 2018”."""
    number = "1er" if language is _FR and day.day == 1 else str(day.day)
    return _DAY[language].format(day=number, month=_MONTHS[language].split()[day.month - 1], year=day.year)
