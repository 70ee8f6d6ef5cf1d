"""What may be done to each thing now, told by the checks of the domain that refuse it."""

from collections.abc import Sequence
from datetime import date

from services.governance.domain.chain import Chain
from services.governance.domain.consultation import Consultation
from services.governance.domain.cycle import Cycle
from shared.domain.actions import Action
from shared.http.actions import judging, woken
from shared.persistence.driver import Document, Store


def of_cycle(cycle: Cycle, chain: Chain, today: date) -> list[Action]:
    """``chain`` is what the other services told of the year. The consultation that a request names is judged when
    it comes."""
    at = {"cycle": cycle.id}
    waiving = tuple(cycle.obstacles_to_close_with_waivers(chain, today))
    return [
        Action(operation="decideFormat", at=at, obstacles=tuple(cycle.obstacles_to_decide_format())),
        Action(operation="openThemeSlate", obstacles=tuple(cycle.obstacles_to_put_theme())),
        Action(operation="openTopicSlate", obstacles=tuple(cycle.obstacles_to_put_topics(today))),
        Action(operation="explainDeviation", at=at, obstacles=tuple(cycle.obstacles_to_explain_deviation())),
        Action(operation="acknowledgeMisfit", at=at, obstacles=tuple(cycle.obstacles_to_acknowledge())),
        Action(operation="closeCycle", at=at, obstacles=tuple(cycle.obstacles_to_close(chain, today))),
        Action(operation="closeCycle", called="closeCycleWithWaivers", at=at, obstacles=waiving),
    ]


def of_consultation(consultation: Consultation, _: date) -> list[Action]:
    at = {"id": consultation.id}
    going_on = tuple(consultation.obstacles_to_go_on())
    return [
        Action(operation="openConsultation", at=at, obstacles=tuple(consultation.obstacles_to_open())),
        Action(operation="noteAttendance", at=at, obstacles=going_on),
        Action(operation="settleAgenda", at=at, obstacles=going_on),
        Action(operation="addPaper", at=at),
        Action(operation="writeRecord", at=at, obstacles=tuple(consultation.obstacles_to_write())),
        Action(operation="closeConsultation", at=at, obstacles=tuple(consultation.obstacles_to_close())),
    ]


async def chains_of(store: Store, cycles: Sequence[str]) -> list[Chain]:
    """What was heard of each of these cycles, in the same order, read at once."""
    found = await store[Chain.collection].find({"_id": {"$in": sorted(set(cycles))}})
    kept = {document["_id"]: Chain.of(document) for document in found}
    return [kept.get(cycle) or Chain(id=cycle) for cycle in cycles]


judge_consultations = judging(Consultation, of_consultation)


async def judge_cycles(store: Store, documents: Sequence[Document], today: date) -> list[list[Action]]:
    cycles = [woken(Cycle, document) for document in documents]
    chains = await chains_of(store, [cycle.id for cycle in cycles])
    return [of_cycle(cycle, chain, today) for cycle, chain in zip(cycles, chains, strict=True)]
