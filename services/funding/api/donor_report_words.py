"""The words of a report to a donor, in the three working languages."""

from shared.domain.text import Language

WORDS: dict[str, tuple[str, str, str]] = {
    "title": (
        "International Dialogue on Migration: report to {donor}",
        "Dialogue international sur la migration : rapport à {donor}",
        "Diálogo Internacional sobre la Migración: informe a {donor}",
    ),
    "final": (
        "The accounts of “{workshop}” are closed: these figures are final. As of {day}.",
        "Les comptes de « {workshop} » sont clos : ces chiffres sont définitifs. État au {day}.",
        "Las cuentas de «{workshop}» están cerradas: estas cifras son definitivas. Al {day}.",
    ),
    "interim": (
        "The accounts of “{workshop}” are not closed: these figures may change. As of {day}.",
        "Les comptes de « {workshop} » ne sont pas clos : ces chiffres peuvent changer. État au {day}.",
        "Las cuentas de «{workshop}» no están cerradas: estas cifras pueden cambiar. Al {day}.",
    ),
    "contribution": ("The contribution", "La contribution", "La contribución"),
    "figure": ("Figure", "Chiffre", "Cifra"),
    "amount": ("Amount", "Montant", "Importe"),
    "pledged": ("Pledged", "Annoncé", "Prometido"),
    "received_original": ("Received", "Reçu", "Recibido"),
    "worth": ("Worth when it was pledged", "Valeur lors de l’annonce", "Valor al prometerse"),
    "received": (
        "Received, in the currency of the budget",
        "Reçu, dans la monnaie du budget",
        "Recibido, en la moneda del presupuesto",
    ),
    "to_come": ("Still to come", "Restant à recevoir", "Por recibir"),
    "gained": (
        "Gained (lost) by rates of exchange",
        "Gain (perte) de change",
        "Ganancia (pérdida) por tipos de cambio",
    ),
    "paid_in_all": ("Paid of the costs", "Payé au titre des coûts", "Pagado de los costos"),
    "left": ("Left", "Solde", "Saldo"),
    "earmark": ("Earmarked for", "Affecté à", "Asignado a"),
    "conditions": ("Conditions", "Conditions", "Condiciones"),
    "what_it_paid": ("What it paid", "Ce qu’elle a payé", "Lo que pagó"),
    "item": ("Cost item", "Poste de dépense", "Partida"),
    "paid": ("Paid by this contribution", "Payé par cette contribution", "Pagado por esta contribución"),
    "cost": ("Cost in all", "Coût total", "Costo total"),
    "no_cost": ("No cost is recorded yet.", "Aucun coût n’est encore enregistré.", "Aún no consta ningún costo."),
    "whom": ("Whom it brought", "Qui elle a fait venir", "A quién trajo"),
    "who": ("Region, group", "Région, groupe", "Región, grupo"),
    "in_all": ("In all", "En tout", "En total"),
    "fewer_than_five": ("fewer than five", "moins de cinq", "menos de cinco"),
    "countries": ("From these countries", "De ces pays", "De estos países"),
    "africa": ("Africa", "Afrique", "África"),
    "americas": ("Americas", "Amériques", "Américas"),
    "asia": ("Asia", "Asie", "Asia"),
    "europe": ("Europe", "Europe", "Europa"),
    "oceania": ("Oceania", "Océanie", "Oceanía"),
    "others": ("others, together", "autres, ensemble", "otros, en conjunto"),
    "government": ("government", "gouvernement", "gobierno"),
    "intergovernmental_organization": (
        "intergovernmental organization",
        "organisation intergouvernementale",
        "organización intergubernamental",
    ),
    "civil_society": ("civil society", "société civile", "sociedad civil"),
    "private_sector": ("private sector", "secteur privé", "sector privado"),
    "academia": ("academia", "milieu universitaire", "mundo académico"),
    "migrant": ("migrant", "migrant", "migrante"),
    "other": ("other", "autres", "otros"),
    "travellers": ("Travellers", "Voyageurs", "Viajeros"),
    "nobody": (
        "No journey was paid from it.",
        "Aucun voyage n’a été payé par elle.",
        "Con ella no se pagó ningún viaje.",
    ),
    "volumes": ("What came of it", "Ce qui en est issu", "Lo que resultó"),
    "number": ("No.", "N°", "N.º"),
    "volume": ("Volume", "Volume", "Volumen"),
    "published": ("Published on", "Publié le", "Publicado el"),
    "no_volume": (
        "No volume on the workshop is published yet.",
        "Aucun volume sur l’atelier n’est encore publié.",
        "Aún no se ha publicado ningún volumen sobre el taller.",
    ),
    "checks": (
        "Compared with the ledger, to the cent",
        "Comparé au grand livre, au centime près",
        "Comparado con el libro mayor, al céntimo",
    ),
    "reported": ("Report", "Rapport", "Informe"),
    "ledger": ("Ledger", "Grand livre", "Libro mayor"),
    "same": ("The same", "Identique", "Igual"),
    "yes": ("yes", "oui", "sí"),
    "no": ("no", "non", "no"),
    "cost_of_the_workshop": ("Cost of the workshop", "Coût de l’atelier", "Costo del taller"),
    "venue": ("venue", "lieu", "sede"),
    "interpretation": ("interpretation", "interprétation", "interpretación"),
    "expert_participation": (
        "participation of experts",
        "participation d’experts",
        "participación de expertos",
    ),
    "everything": ("the whole workshop", "tout l’atelier", "todo el taller"),
}
"""English, French, Spanish."""


def word(key: str, language: Language) -> str:
    return WORDS[key][(Language.EN, Language.FR, Language.ES).index(language)]
