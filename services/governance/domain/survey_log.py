"""What the log keeps of written surveys beside what is told (shared/contracts/governance.py)."""

from shared.domain.identifiers import Identifier
from shared.domain.message import Audience, Message


class SurveyDetermined(
    Message, type="int.iom.idm.governance.SurveyDetermined.v1", aggregate="written_survey", audience=Audience.AUDIT
):
    """What the survey showed on the slate (R17, R18); why is in the slate's finding."""

    survey: Identifier
    slate: Identifier
    conclusive: bool
