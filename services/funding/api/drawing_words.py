"""The words of the pictures of a budget, in the three working languages."""

from services.funding.domain.feasibility import Verdict
from shared.contracts.funding import CostItem
from shared.domain.text import Language

_WORDS: dict[str, tuple[str, str, str]] = {
    "coverage": ("Coverage of {of}", "Couverture de {of}", "Cobertura de {of}"),
    "of": ("{part} of {whole}", "{part} sur {whole}", "{part} de {whole}"),
    "paid": ("paid by secured money", "payé par les fonds assurés", "pagado con fondos asegurados"),
    "part": ("part of the whole estimate", "part de l’estimation totale", "parte de la estimación total"),
    "takes": (
        "What each item takes, with the line at 75 %",
        "Ce que prend chaque poste, avec la ligne des 75 %",
        "Lo que toma cada partida, con la línea del 75 %",
    ),
    "there": ("there by the day", "disponible à cette date", "disponible en esa fecha"),
    "by_day": (
        "What is due by which day, in all and of each item",
        "Ce qui est dû à quelle date, au total et par poste",
        "Lo que vence en cada fecha, en total y por partida",
    ),
    "in_all": ("in all", "au total", "en total"),
    "item_said": (
        "{item}: {part} of {whole} is paid by secured money; it takes {taken} of the whole.",
        "{item} : {part} sur {whole} est payé par les fonds assurés ; ce poste prend {taken} du total.",
        "{item}: {part} de {whole} está pagado con fondos asegurados; toma {taken} del total.",
    ),
    "day_said": (
        "By {day} {due} is due in all and {there} will be there",
        "Au {day}, {due} est dû au total et {there} sera disponible",
        "Al {day} vence {due} en total y habrá {there}",
    ),
    "day_item": ("{item} {there} of {due}", "{item} {there} sur {due}", "{item} {there} de {due}"),
    "unsecured": (
        "{missing} is secured by nobody",
        "{missing} n’est assuré par personne",
        "{missing} no está asegurado por nadie",
    ),
    "alert": (
        "Experts take more than 75 %.",
        "Les experts prennent plus de 75 %.",
        "Los expertos toman más del 75 %.",
    ),
    "verdict": (
        "{verdict}: {why}",
        "{verdict} : il manque {missing}.",
        "{verdict}: falta {missing}.",
    ),
    "must_be_in": (
        "{money} must be in by {day}.",
        "{money} doit être reçu au plus tard le {day}.",
        "{money} debe haberse recibido a más tardar el {day}.",
    ),
    "contributions": ("Contributions to {of}", "Contributions à {of}", "Contribuciones a {of}"),
    "pledged": ("pledged", "annoncé", "prometido"),
    "received": ("received", "reçu", "recibido"),
    "returned": ("returned", "restitué", "devuelto"),
    "nothing_axis": ("nothing yet", "rien encore", "nada todavía"),
    "nothing": (
        "Nothing was pledged yet.",
        "Rien n’a encore été annoncé.",
        "Todavía no se ha prometido nada.",
    ),
    "given_said": (
        "{day}: {pledged} pledged, {received} received",
        "{day} : {pledged} annoncé, {received} reçu",
        "{day}: {pledged} prometido, {received} recibido",
    ),
    "without_returned": (
        "without {returned} that went back",
        "sans {returned} qui a été restitué",
        "sin {returned} que se devolvió",
    ),
    CostItem.VENUE: ("venue", "lieu", "sede"),
    CostItem.INTERPRETATION: ("interpretation", "interprétation", "interpretación"),
    CostItem.EXPERT_PARTICIPATION: (
        "expert participation",
        "participation d’experts",
        "participación de expertos",
    ),
    CostItem.OTHER: ("other", "autres coûts", "otros costos"),
    Verdict.GO: ("Go", "Possible", "Viable"),
    Verdict.AT_RISK: ("At risk", "Compromis", "En riesgo"),
    Verdict.NO_GO: ("No go", "Impossible", "Inviable"),
}
"""English, French, Spanish."""


def word(key: str, language: Language, **facts: object) -> str:
    """``facts`` are put in where the words have a place for them."""
    return _WORDS[key][(Language.EN, Language.FR, Language.ES).index(language)].format(**facts)
