"""What a participant is asked, in the three working languages (R41: the event and its background materials apart)."""

from shared.domain.text import LocalizedText

EVENT = LocalizedText(
    en="How satisfied are you with the event?",
    fr="Dans quelle mesure êtes-vous satisfait(e) de la manifestation ?",
    es="¿En qué medida está satisfecho/a con el evento?",
)
MATERIALS = LocalizedText(
    en="How satisfied are you with the background materials?",
    fr="Dans quelle mesure êtes-vous satisfait(e) des documents de référence ?",
    es="¿En qué medida está satisfecho/a con los documentos de antecedentes?",
)
GROUP = LocalizedText(
    en="Which group do you belong to? You need not say.",
    fr="À quel groupe appartenez-vous ? Vous n’êtes pas tenu(e) de répondre.",
    es="¿A qué grupo pertenece? No está obligado/a a responder.",
)
LOWEST = LocalizedText(en="not at all", fr="pas du tout", es="nada")
HIGHEST = LocalizedText(en="very", fr="très", es="mucho")
ANONYMOUS = LocalizedText(
    en="Your answer is counted and not kept. Nothing links it to you, to your token or to the time you gave it.",
    fr="Votre réponse est comptée et n’est pas conservée. Rien ne la relie à vous, à votre code ni au moment où vous "
    "l’avez donnée.",
    es="Su respuesta se cuenta y no se conserva. Nada la vincula con usted, con su código ni con el momento en que la "
    "dio.",
)
GROUPS = {
    "government": LocalizedText(en="Government", fr="Gouvernement", es="Gobierno"),
    "intergovernmental_organization": LocalizedText(
        en="Intergovernmental organization",
        fr="Organisation intergouvernementale",
        es="Organización intergubernamental",
    ),
    "civil_society": LocalizedText(en="Civil society", fr="Société civile", es="Sociedad civil"),
    "private_sector": LocalizedText(en="Private sector", fr="Secteur privé", es="Sector privado"),
    "academia": LocalizedText(en="Academia", fr="Milieu universitaire", es="Mundo académico"),
    "migrant": LocalizedText(en="Migrants", fr="Migrants", es="Migrantes"),
    "other": LocalizedText(en="Others", fr="Autres", es="Otros"),
}
