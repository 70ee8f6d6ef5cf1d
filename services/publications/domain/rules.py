"""The rules of publications, by number, as domain.md states them."""

from shared.domain.errors import Rule

COVERED_BY_A_VOLUME = Rule(
    number="R61",
    slug="covered-by-a-volume",
    sentence="Every workshop or conference that was held is covered by a volume of the Red Book series; "
    "a volume covers one or several.",
)
SERIES_NUMBERS = Rule(
    number="R62",
    slug="series-numbers",
    sentence="The numbers of the Red Book series are unique, and rise.",
)
CONTENT_OF_A_REPORT = Rule(
    number="R63",
    slug="content-of-a-report",
    sentence="A workshop’s report is published with at least one key message, one lesson learned and one effective "
    "practice (policy or programme).",
    lifted_by="head of the secretariat",
)
ORIGINAL_LANGUAGE = Rule(
    number="R67",
    slug="original-language",
    sentence="A volume has one original language, and is published with its edition in it.",
)
STORY_WITH_CONSENT = Rule(
    number="R30",
    slug="story-with-consent",
    sentence="A migrant’s story is published only with the speaker’s consent, which may be taken back at any time.",
)
NO_MACHINE_TEXT_AS_OFFICIAL = Rule(
    number="R68",
    slug="no-machine-text-as-official",
    sentence="An official text is a person’s: what a machine translated is marked as such, and is not official "
    "before a person signs for it.",
)
OPINIONS_NOTICE = Rule(
    number="R69",
    slug="opinions-notice",
    sentence="Each volume bears the notice that its opinions are the authors’ and bind nobody, in every language it "
    "comes out in.",
)
