"""What an activity report says of its own, in the three working languages: titles, columns and known values (F47)."""

from services.governance.domain.activity_figures import Section
from shared.domain.text import Language

_SAID: dict[str, tuple[str, str, str]] = {
    "title": (
        "International Dialogue on Migration: report on activities in {year}",
        "Dialogue international sur la migration : rapport sur les activités de {year}",
        "Diálogo Internacional sobre la Migración: informe sobre las actividades de {year}",
    ),
    "filed": (
        "Put before the Membership at the consultation “{consultation}” on {on}.",
        "Présenté aux membres lors de la consultation « {consultation} », le {on}.",
        "Presentado a los miembros en la consulta «{consultation}» el {on}.",
    ),
    "draft": (
        "A draft, not yet put before the Membership.",
        "Projet qui n’a pas encore été présenté aux membres.",
        "Proyecto que aún no se ha presentado a los miembros.",
    ),
    "informal": (
        "The Dialogue is informal, and no outcome of it is binding.",
        "Le Dialogue est informel et aucun de ses résultats n’est contraignant.",
        "El Diálogo es informal y ninguno de sus resultados es vinculante.",
    ),
    Section.DECISIONS: ("What the Membership decided", "Décisions des membres", "Decisiones de los miembros"),
    Section.GATHERINGS: (
        "Workshops, conferences and Council sessions",
        "Ateliers, conférences et sessions du Conseil",
        "Talleres, conferencias y reuniones del Consejo",
    ),
    Section.PARTICIPATION: ("Who came, and the balance", "Participation et équilibre", "Participación y equilibrio"),
    Section.SATISFACTION: ("Satisfaction", "Satisfaction des participants", "Satisfacción"),
    Section.MONEY: ("Money", "Finances", "Finanzas"),
    Section.VOLUMES: (
        "Volumes of the Red Book series",
        "Volumes de la série « Livre rouge »",
        "Volúmenes de la serie «Libro rojo»",
    ),
    Section.PARTNERS: ("Partners", "Partenaires", "Asociados"),
    Section.SUGGESTIONS: (
        "What was suggested, and what became of it",
        "Suggestions et suites données",
        "Sugerencias y su seguimiento",
    ),
    # Columns
    "matter": ("Matter", "Objet", "Asunto"),
    "decision": ("Decision", "Décision", "Decisión"),
    "day": ("Day", "Date", "Fecha"),
    "theme": ("Theme", "Thème", "Tema"),
    "format": ("Format", "Formule", "Formato"),
    "workshop": ("Workshop {number}", "Atelier {number}", "Taller {number}"),
    "gathering": ("Gathering", "Rencontre", "Encuentro"),
    "kind": ("Kind", "Type", "Tipo"),
    "state": ("State", "État", "Estado"),
    "held_on": ("Held on", "Tenue le", "Celebrado el"),
    "city": ("City", "Ville", "Ciudad"),
    "participants": ("Participants", "Participants", "Participantes"),
    "speakers": ("Speakers", "Orateurs", "Oradores"),
    "government_participants": (
        "Government, participants",
        "Gouvernements, participants",
        "Gobiernos, participantes",
    ),
    "government_speakers": ("Government, speakers", "Gouvernements, orateurs", "Gobiernos, oradores"),
    "participants_of": ("Participants of {title}", "Participants de {title}", "Participantes de {title}"),
    "value": ("Value", "Valeur", "Valor"),
    "share": ("Share", "Part", "Proporción"),
    "survey_of": ("Survey of", "Enquête du", "Encuesta del"),
    "answered": ("Answered", "Réponses", "Respuestas"),
    "of_many": ("{count} of {all}", "{count} sur {all}", "{count} de {all}"),
    "with_event": ("Satisfied with the event", "Satisfaits de la rencontre", "Satisfechos con el encuentro"),
    "with_materials": (
        "Satisfied with the background materials",
        "Satisfaits des documents de référence",
        "Satisfechos con la documentación de base",
    ),
    "benchmark": ("Both above 80 %", "Plus de 80 % pour les deux", "Más del 80 % en ambos"),
    "yes": ("Yes", "Oui", "Sí"),
    "no": ("No", "Non", "No"),
    "estimate": ("Estimate", "Estimation", "Estimación"),
    "actual": ("Actual", "Dépenses", "Gasto real"),
    "together": ("Together", "Ensemble", "En conjunto"),
    "number": ("No.", "N°", "N.º"),
    "a_title": ("Title", "Titre", "Título"),
    "published_on": ("Published on", "Paru le", "Publicado el"),
    "withdrawn_on": ("Withdrawn on", "Retiré le", "Retirado el"),
    "partner": ("Partner", "Partenaire", "Asociado"),
    "suggestion": ("Suggestion", "Suggestion", "Sugerencia"),
    "became": ("What became of it", "Suite donnée", "Seguimiento"),
    "suggested_in": ("The theme rests on", "Le thème repose sur", "El tema se basa en"),
    # Where there is nothing
    "undecided": ("Nothing is decided.", "Aucune décision n’a été prise.", "No se ha decidido nada."),
    "no_gathering": ("None is on record.", "Aucune n’est enregistrée.", "No consta ninguno."),
    "nobody": ("No attendance is on record.", "Aucune présence n’est enregistrée.", "No consta asistencia alguna."),
    "no_countries": ("No countries recorded.", "Aucun pays enregistré.", "No consta ningún país."),
    "no_survey": (
        "No satisfaction survey is on record.",
        "Aucune enquête de satisfaction n’est enregistrée.",
        "No consta ninguna encuesta de satisfacción.",
    ),
    "no_accounts": ("No accounts are closed.", "Aucun compte n’est clos.", "No se ha cerrado ninguna cuenta."),
    "no_volume": ("No volume is published.", "Aucun volume n’est paru.", "No se ha publicado ningún volumen."),
    "partnered": (
        "{count} of {all} gatherings had a partner",
        "{count} rencontres sur {all} avaient un partenaire",
        "{count} de {all} encuentros tuvieron un asociado",
    ),
    "unpartnered": (
        "None of {all} gatherings had a partner.",
        "Aucune des {all} rencontres n’avait de partenaire.",
        "Ninguno de los {all} encuentros tuvo un asociado.",
    ),
    "no_suggestion": (
        "Nothing that was suggested is answered or on a slate.",
        "Aucune suggestion n’a reçu de suite.",
        "Ninguna sugerencia ha tenido seguimiento.",
    ),
    # What became of a suggestion
    "chosen": ("Chosen: {title}", "Retenu : {title}", "Elegido: {title}"),
    "put_forward": (
        "Put to the Membership: {title}",
        "Soumis aux membres : {title}",
        "Sometido a los miembros: {title}",
    ),
    # Values
    "two_workshops": ("Two workshops", "Deux ateliers", "Dos talleres"),
    "single_conference": ("One conference", "Une conférence", "Una conferencia"),
    "council_only": ("Council session alone", "Session du Conseil seule", "Solo la reunión del Consejo"),
    "council_idm_session": (
        "IDM session at the Council",
        "Session du Dialogue lors du Conseil",
        "Sesión del Diálogo en el Consejo",
    ),
    "council_session_workshop": (
        "Workshop during a Council session",
        "Atelier pendant une session du Conseil",
        "Taller durante una reunión del Consejo",
    ),
    "intersessional_workshop": ("Intersessional workshop", "Atelier intersessions", "Taller entre reuniones"),
    "high_level_conference": ("High-level conference", "Conférence de haut niveau", "Conferencia de alto nivel"),
    "expert_seminar": ("Expert seminar", "Séminaire d’experts", "Seminario de expertos"),
    "planned": ("Planned", "Prévue", "Previsto"),
    "scheduled": ("Scheduled", "Fixée", "Fijado"),
    "postponed": ("Postponed", "Reportée", "Aplazado"),
    "cancelled": ("Cancelled", "Annulée", "Cancelado"),
    "held": ("Held", "Tenue", "Celebrado"),
    "lapsed": ("Not held", "Non tenue", "No celebrado"),
    "development": ("Development", "Développement", "Desarrollo"),
    "migration_role": ("Migration role", "Rôle migratoire", "Función migratoria"),
    "region": ("Region", "Région", "Región"),
    "developed": ("Developed", "Développés", "Desarrollados"),
    "developing": ("Developing", "En développement", "En desarrollo"),
    "origin": ("Origin", "Origine", "Origen"),
    "transit": ("Transit", "Transit", "Tránsito"),
    "destination": ("Destination", "Destination", "Destino"),
    "africa": ("Africa", "Afrique", "África"),
    "americas": ("Americas", "Amériques", "América"),
    "asia": ("Asia", "Asie", "Asia"),
    "europe": ("Europe", "Europe", "Europa"),
    "oceania": ("Oceania", "Océanie", "Oceanía"),
}
_COLUMN = {Language.EN: 0, Language.FR: 1, Language.ES: 2}


class Labels:
    """The words of one language."""

    def __init__(self, language: Language) -> None:
        self._column = _COLUMN[language]

    def say(self, key: str, **facts: object) -> str:
        """Raises ``KeyError`` for what has no words."""
        return _SAID[key][self._column].format(**facts)

    def value(self, word: str) -> str:
        """A value of another service in words; as it was told where it is none of those known, for axes and regions are
        tables that change (R35)."""
        return self.say(word) if word in _SAID else word.replace("_", " ")

    def share(self, share: float | None) -> str:
        """With the decimal sign of the language."""
        if share is None:
            return "—"
        percent = f"{share:.1%}"
        return percent if self._column == 0 else percent.replace(".", ",").replace("%", " %")
