"""R36 in the domain: who is invited, what a focal point answers, and when the list is closed."""

import pytest

from services.events.api.invitation_actions import of_invitation
from services.events.api.invitation_letter import letter_of, pdf_of
from services.events.domain.group import GroupReason
from services.events.domain.invitation import Answer, Invitation, InvitationList, InvitationState
from shared.contracts.events import StakeholderGroup
from shared.domain.errors import InvalidInput, RuleBroken, WrongState
from shared.domain.text import Language, LocalizedText
from shared.persistence.unit_of_work import from_document, to_document
from tests.unit.events.sample import act_on, schedule_on, workshop_of

CS, PS, AC = StakeholderGroup.CIVIL_SOCIETY, StakeholderGroup.PRIVATE_SECTOR, StakeholderGroup.ACADEMIA


def list_of(*groups: StakeholderGroup) -> InvitationList:
    one = InvitationList.open(act_on(), id="invitations-workshop-2018-1", workshop="workshop-2018-1")
    for group in groups:
        one.count(act_on(), invitation="i1", group=group, by=1)
    return one


def invitation_of(*, sent: bool = True, among: InvitationList | None = None) -> Invitation:
    one = Invitation.draft(
        act_on(), id="i1", workshop="w1", group=CS, body=None, organization="A society", country="CH"
    )
    if sent:
        one.send(act_on(), among=among or list_of())
    return one


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        (None, None),
        ("works_elsewhere", GroupReason.WORKS_ELSEWHERE),
        ("Prof. Example asked for it.", GroupReason.INVITED_AS_SUCH),
    ],
)
def test_r31_a_letter_with_a_reason_of_before_the_list_is_read_whenever_it_was_written(
    kept: str | None, read: GroupReason | None
) -> None:
    letter = {**to_document(invitation_of()), "group_reason": kept}
    assert from_document(Invitation, letter).group_reason is read


@pytest.mark.parametrize("left_out", [CS, PS, AC])
def test_r36_the_list_is_not_closed_while_one_of_the_three_is_missing(left_out: StakeholderGroup) -> None:
    one = list_of(*({CS, PS, AC} - {left_out}), StakeholderGroup.GOVERNMENT)
    with pytest.raises(RuleBroken) as refused:
        one.close(act_on(), waived=None)
    assert (refused.value.rule.number, one.missing, one.closed) == ("R36", (left_out,), False)
    one.count(act_on(), invitation="i2", group=left_out, by=1)
    one.close(act_on(), waived=None)
    assert one.closed


def test_r36_one_that_was_taken_back_counts_no_more() -> None:
    one = list_of(CS, PS, AC)
    one.count(act_on(), invitation="i1", group=AC, by=-1)
    with pytest.raises(RuleBroken):
        one.close(act_on(), waived=None)


def test_r36_it_is_waived_for_a_reason_and_only_where_a_group_is_missing() -> None:
    one = list_of(CS, PS)
    one.close(act_on(), waived="No university works on this topic.")
    assert one.waived is not None
    with pytest.raises(WrongState):
        one.count(act_on(), invitation="i2", group=AC, by=1)
    with pytest.raises(InvalidInput):
        list_of(CS, PS, AC).close(act_on(), waived="Nothing is missing.")


def test_r36_a_closed_list_keeps_what_was_sent_and_the_actions_say_so() -> None:
    among = list_of(PS, AC)
    sent, draft = invitation_of(among=among), invitation_of(sent=False)
    assert among.invited[CS] == 1

    def allowed(one: Invitation) -> set[str]:
        return {each.name for each in of_invitation(one, among=among, workshop=workshop_of()) if each.allowed}

    assert allowed(sent) == {"answerInvitation", "withdrawInvitation"}
    assert allowed(draft) == {"sendInvitation", "withdrawInvitation"}
    among.close(act_on(), waived=None)
    with pytest.raises(WrongState, match="closed"):
        sent.withdraw(act_on(), reason="A slip.", among=among)
    with pytest.raises(WrongState, match="closed"):
        draft.send(act_on(), among=among)
    assert (sent.state, among.invited[CS]) == (InvitationState.SENT, 1)
    assert allowed(sent) == {"answerInvitation"}
    assert allowed(draft) == {"withdrawInvitation"}
    draft.withdraw(act_on(), reason="A slip.", among=among)
    assert among.invited[CS] == 1


@pytest.mark.parametrize(("body", "organization"), [(None, None), ("atlantis", "A society")])
def test_an_invitation_is_to_a_body_or_to_another_organization(body: str | None, organization: str | None) -> None:
    with pytest.raises(InvalidInput):
        Invitation.draft(act_on(), id="i1", workshop="w1", group=CS, body=body, organization=organization, country=None)


def test_an_invitation_is_answered_once_it_is_sent() -> None:
    with pytest.raises(WrongState):
        invitation_of(sent=False).answer(act_on(), answer=Answer.ACCEPTED, registrations=())
    one = invitation_of()
    with pytest.raises(WrongState):
        one.answer(act_on(), answer=Answer.SUBSTITUTED, registrations=())
    with pytest.raises(InvalidInput):
        one.answer(act_on(), answer=Answer.DECLINED, registrations=("r1",))
    one.answer(act_on(), answer=Answer.ACCEPTED, registrations=("r1",))
    with pytest.raises(WrongState):
        one.answer(act_on(), answer=Answer.ACCEPTED, registrations=("r2",))
    one.answer(act_on(), answer=Answer.SUBSTITUTED, registrations=())
    assert (one.state, one.registrations) == (InvitationState.SUBSTITUTED, ("r1",))
    one.answer(act_on(), answer=Answer.DECLINED, registrations=())
    with pytest.raises(WrongState):
        one.send(act_on(), among=list_of())
    with pytest.raises(WrongState):
        one.withdraw(act_on(), reason="Late", among=list_of())


def test_an_invitation_that_is_not_answered_is_taken_back() -> None:
    one = invitation_of()
    one.withdraw(act_on(), reason="Another organization comes.", among=list_of(CS))
    assert one.state is InvitationState.WITHDRAWN


@pytest.mark.parametrize("language", list(Language))
async def test_a_letter_is_set_in_each_language_with_the_same_facts(language: Language) -> None:
    title = LocalizedText(en="A first workshop", fr="Un premier atelier")
    letter = letter_of(
        to="Atlantis #strong[x]", title=title, theme=title, year=2018, schedule=schedule_on(), language=language
    )
    assert letter["facts"][0][1] == "2018-03-26 09:00 – 2018-03-27 17:00 (America/New_York)"
    assert letter["facts"][1][1] == "Conference building, New York (US)"
    assert len(letter["paragraphs"]) == 4
    made = await pdf_of(letter, day=act_on().occurred_on)
    assert made.startswith(b"%PDF")
    assert made == await pdf_of(letter, day=act_on().occurred_on)
