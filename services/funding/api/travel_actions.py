"""What may be done to sponsorships and a workshop's travel now, told by the checks of the domain that refuse it."""

from collections.abc import Sequence
from datetime import date
from itertools import chain

from services.funding.domain.accounts import Accounts
from services.funding.domain.budget import Budget
from services.funding.domain.identity import accounts_id, budget_id, travel_id
from services.funding.domain.sponsorship import Sponsorship
from services.funding.domain.terms import PrivateField
from services.funding.domain.travel import Travel, obstacles_to_sponsor
from shared.domain.act import Actor
from shared.domain.actions import Action, Obstacles
from shared.http.actions import Judge, by_id, woken
from shared.persistence.driver import Document, Store


def of_sponsorship(
    sponsorship: Sponsorship, travel: Travel, budget: Budget, accounts: Accounts, *, caller: str
) -> list[Action]:
    """``travel``, ``budget`` and ``accounts`` are those of its workshop. ``caller`` is the account that asks: who
    requested it neither approves nor pays it."""

    def action(operation: str, *obstacles: Obstacles) -> Action:
        return Action(operation=operation, at={"sponsorship": sponsorship.id}, obstacles=tuple(chain(*obstacles)))

    def decides() -> Obstacles:
        return obstacles_to_sponsor(budget)

    return [
        action("quoteFare", decides(), sponsorship.obstacles_to_quote()),
        action(
            "approveSponsorship",
            sponsorship.obstacles_to_approve(caller),
            travel.obstacles_to_commit(sponsorship.part, budget),
        ),
        action("declineSponsorship", sponsorship.obstacles_to_decline(caller)),
        action("reopenSponsorship", decides(), sponsorship.obstacles_to_reopen()),
        action("bookTravel", decides(), sponsorship.obstacles_to_book()),
        action("payAdvance", decides(), sponsorship.obstacles_to_pay_advance(caller)),
        action("endJourney", sponsorship.obstacles_to_end()),
        action("recoverAdvance", sponsorship.obstacles_to_recover()),
        action("claimCosts", sponsorship.obstacles_to_claim()),
        action("keepPrivateData", sponsorship.obstacles_to_keep_private()),
        action("readPassport", sponsorship.obstacles_to_read_private(PrivateField.PASSPORT)),
        action("readBankData", sponsorship.obstacles_to_read_private(PrivateField.BANK)),
        action("settleTravel", sponsorship.obstacles_to_settle(caller), accounts.obstacles_to_record(budget.currency)),
    ]


def of_travel(travel: Travel, budget: Budget) -> list[Action]:
    obstacles = tuple(obstacles_to_sponsor(budget))
    return [Action(operation="reserveOpenPlaces", at={"travel": travel.id}, obstacles=obstacles)]


def judge_sponsorships(caller: Actor | None) -> Judge:
    """For one caller: who requested or approved decides who may go on."""
    subject = caller.subject if caller else ""

    async def judge(store: Store, documents: Sequence[Document], today: date) -> Sequence[Sequence[Action]]:
        found = [woken(Sponsorship, document) for document in documents]
        travels = await by_id(store, Travel, [travel_id(one.workshop) for one in found])
        budgets = await by_id(store, Budget, [budget_id(one.workshop) for one in found])
        accounts = await by_id(store, Accounts, [accounts_id(one.workshop) for one in found])
        return [
            of_sponsorship(
                one,
                travels[travel_id(one.workshop)],
                budgets[budget_id(one.workshop)],
                accounts[accounts_id(one.workshop)],
                caller=subject,
            )
            for one in found
        ]

    return judge


async def judge_travels(store: Store, documents: Sequence[Document], today: date) -> Sequence[Sequence[Action]]:
    found = [woken(Travel, document) for document in documents]
    budgets = await by_id(store, Budget, [budget_id(one.workshop) for one in found])
    return [of_travel(one, budgets[budget_id(one.workshop)]) for one in found]
