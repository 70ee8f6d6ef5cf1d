"""``actions`` and refusals never disagree: random stories of two reports, their cycle and a volume, with each action
tried each time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from services.publications.api.actions import of_cycle, of_report, of_volume
from services.publications.domain.book import book_of
from services.publications.domain.cycle import Cycle
from services.publications.domain.imprint import Imprint
from services.publications.domain.made import Verdict, own_path
from services.publications.domain.report import Report
from services.publications.domain.volume import Volume
from shared.contracts.events import ConsentUse
from shared.contracts.publications import Translator
from shared.domain.act import Act
from shared.domain.actions import Action
from shared.domain.errors import DomainError
from shared.domain.text import Language, LocalizedText
from tests.unit.publications.sample import (
    AFTERWARDS,
    AGREED,
    CLOSED_ON,
    CONTENT,
    ENGLISH,
    FRENCH,
    SESSIONS,
    WAIVER,
    act_on,
    cleared,
    closed,
    closed_without,
    cycle_of,
    held_of,
    made_of,
    published,
    report_of,
    volume_of,
)

FIRST, SECOND = "workshop-2018-1", "workshop-2018-2"


def _volume() -> Volume:
    return volume_of(report_of(FIRST), report_of(SECOND))


@dataclass(kw_only=True)
class World:
    """Two reports, their cycle, and a volume that covers both. ``dice`` decides what a payload leaves open."""

    reports: dict[str, Report] = field(default_factory=lambda: {one: report_of(one) for one in (FIRST, SECOND)})
    volume: Volume = field(default_factory=_volume)
    cycle: Cycle = field(default_factory=cycle_of)
    dice: int = 0

    def copy(self) -> "World":
        reports = {name: report.model_copy() for name, report in self.reports.items()}
        return World(reports=reports, volume=self.volume.model_copy(), cycle=self.cycle.model_copy(), dice=self.dice)

    @property
    def act(self) -> Act:
        return act_on(AFTERWARDS) if self.cycle.closed_on else act_on()


Attempt = Callable[[World], None]
"""The command with a payload that fits as well as any."""


def offered(world: World) -> Iterator[tuple[Action, Attempt]]:
    for name, report in world.reports.items():
        for action in of_report(report, world.act.occurred_on):
            yield action, lambda w, n=name, a=action: _OF_REPORT[a.name](w, w.reports[n])  # type: ignore[misc]
    for action in of_volume(world.volume, world.reports):
        yield action, lambda w, a=action: _of_volume(w, a)  # type: ignore[misc]
    for action in of_cycle(world.cycle, world.act.occurred_on):
        yield action, _acknowledge


def _write(world: World, report: Report) -> None:
    left_out = ("key_messages", "lessons_learned", "effective_practices", None)[world.dice % 4]
    report.write(world.act, content=CONTENT.model_copy(update={left_out: ()} if left_out else {}))


def _create(report: Report) -> None:
    volume_of(report, number=28)


_OF_REPORT: dict[str, Callable[[World, Report], None]] = {
    "writeReport": _write,
    "sendReportToReview": lambda w, report: report.send_to_review(w.act),
    "clearReport": lambda w, report: report.clear(w.act),
    "publishReport": lambda w, report: report.publish(w.act),
    "withdrawReport": lambda w, report: report.withdraw(w.act, reason="A name is wrong."),
    "followWithdrawals": lambda w, report: report.follow_withdrawals(w.act),
    "createVolume": lambda w, report: _create(report),
    "askReviewers": lambda w, report: report.ask_reviewers(w.act, reviewers=("account-8",) if w.dice % 3 else ()),
    "decideOnReport": lambda w, report: report.decide(w.act, approved=w.dice % 4 > 0, why="It is too long."),
    "commentOnReport": lambda w, report: report.comment(
        w.act, identifier=f"comment-{len(report.comments)}", about=None, text="Too long.", parts=report.parts
    ),
    "resolveComment": lambda w, report: report.resolve(
        w.act, comment=next(one.id for one in report.comments if not one.resolved)
    ),
}


def _revise(world: World) -> None:
    """To the workshops that can be covered; when there are none, what it covers is refused by the payload."""
    if world.volume.state == "draft":
        reports = [one for one in world.reports.values() if one.state != "dropped"] or [report_of(FIRST)]
    else:
        reports = list(world.reports.values())
    world.volume.revise(world.act, title=LocalizedText(en="Other"), original_language=Language.EN, reports=reports)


def _publish(world: World) -> None:
    world.volume.publish(world.act, reports=world.reports)
    for one in world.volume.workshops:
        world.reports[one.workshop].put_into(world.act, volume=world.volume.id, published=True)


def _withdraw(world: World) -> None:
    world.volume.withdraw(world.act, reason="A table is wrong.", reports=world.reports.values())
    for one in world.volume.workshops:
        world.reports[one.workshop].take_out(world.act, volume=world.volume.id)


def _set_editions(world: World) -> None:
    original_too = world.volume.state != "draft" or world.dice % 3
    french = FRENCH.model_copy(update={"translated_by": Translator.MACHINE if world.dice % 2 else None})
    editions = (ENGLISH, french) if original_too else (french,)
    world.volume.set_editions(world.act, editions=editions, reports=world.reports.values())


def _acknowledge(world: World) -> None:
    """Of a misfit that waits, or any at all."""
    about = next((one.about for one in world.cycle.misfits if not one.seen), FIRST)
    world.cycle.acknowledge(world.act, about=about, reason="The other volume has it.")


_OF_VOLUME: dict[str, Attempt] = {
    "reviseVolume": _revise,
    "setEditions": _set_editions,
    "setImprint": lambda w: w.volume.set_imprint(
        w.act, imprint=Imprint(print_code="67_18"), reports=w.reports.values()
    ),
    "publishVolume": _publish,
    "withdrawVolume": _withdraw,
}


def _make(world: World, language: Language) -> None:
    """Its files pass now and then, and always once it is published: then no others are taken."""
    edition = ENGLISH.model_copy(
        update={"language": language, "address": f"https://idm.example{own_path(world.volume.id, language)}"}
    )
    passed = bool(world.volume.state != "draft" or world.dice % 3)
    made = made_of(book_of(world.volume, world.reports, edition), pdf=Verdict(checker="a check", passed=passed))
    world.volume.make(world.act, edition=edition, made=made, reports=tuple(world.reports.values()))


def _of_volume(world: World, action: Action) -> None:
    if action.name == "makeEdition":
        _make(world, Language(action.at["language"]))
    elif action.name == "signLanguage":
        language = Language(action.at["language"])
        world.volume.sign(world.act, language=language, reports=world.reports.values())
    else:
        _OF_VOLUME[action.name](world)


def _facts(world: World) -> list[Attempt]:
    """What events and governance may tell meanwhile."""
    name = (FIRST, SECOND)[world.dice % 2]
    return [
        lambda w: w.reports[name].note_called_off(w.act, reason="No venue."),
        lambda w: _note_held(w, w.reports[name]),
        lambda w: _note_held(w, w.reports[name]),
        lambda w: w.reports[name].note_consent(w.act, told=AGREED, withdrawn=(ConsentUse.NAME,)),
        _close,
    ]


def _note_held(world: World, report: Report) -> None:
    if not report.note_held(world.act, held=held_of(), sessions=SESSIONS):
        world.cycle.did_not_fit(world.act, fact="WorkshopHeld", about=report.workshop, why="It came too late.")


def _close(world: World) -> None:
    """With both workshops, one of them, or none."""
    held = (FIRST, SECOND)[: world.dice % 3]
    world.cycle.close(act_on(CLOSED_ON), closed_on=CLOSED_ON, held=held, reports=list(world.reports.values()))


def _refusal(attempt: Attempt, world: World) -> DomainError | None:
    try:
        attempt(world.copy())
    except DomainError as refused:
        return refused
    return None


def _said(error: DomainError) -> tuple[str, str, str | None]:
    return error.slug, error.sentence, error.rule.number if error.rule else None


def _ready(*, out: bool = False) -> World:
    """Everything is there for the volume to come out; ``out`` once it did."""
    world = World()
    for report in world.reports.values():
        published(report)
    world.volume.set_editions(world.act, editions=(ENGLISH,), reports=world.reports.values())
    if out:
        _publish(world)
    return world


def _gone() -> World:
    """The volume was withdrawn while a machine's translation waited for a signature."""
    world = _ready()
    french = FRENCH.model_copy(update={"translated_by": Translator.MACHINE})
    world.volume.set_editions(world.act, editions=(ENGLISH, french), reports=world.reports.values())
    _publish(world)
    _withdraw(world)
    return world


def _closed() -> World:
    """The year was closed with both workshops, after the first report came out and before the second did."""
    reports = {FIRST: published(report_of(FIRST)), SECOND: report_of(SECOND)}
    return World(reports=reports, cycle=closed(*reports.values()))


def _left_out() -> World:
    """The year was closed without either workshop, after the first report came out and before the second did."""
    reports = {FIRST: published(report_of(FIRST)), SECOND: report_of(SECOND)}
    return World(reports=reports, cycle=closed_without(*reports.values()))


def _taken_back() -> World:
    """Both reports are written, and a speaker at the first took the yes to the name back."""
    world = World()
    for report in world.reports.values():
        report.write(world.act, content=CONTENT)
    world.reports[FIRST].note_consent(world.act, told=AGREED, withdrawn=(ConsentUse.NAME,))
    return world


def _lacking() -> World:
    """The first report was reviewed and cleared without a lesson learned."""
    world = World()
    cleared(world.reports[FIRST], CONTENT.model_copy(update={"lessons_learned": ()}))
    return world


STARTS: dict[str, Callable[[], World]] = {
    "drafts": World,
    "ready": _ready,
    "out": lambda: _ready(out=True),
    "gone": _gone,
    "closed": _closed,
    "left out": _left_out,
    "taken back": _taken_back,
    "lacking": _lacking,
}
STORIES = st.tuples(st.sampled_from(list(STARTS)), st.lists(st.integers(min_value=0, max_value=9_999), max_size=20))
"""How far things are to begin with, and what is done in each step."""
Story = tuple[str, list[int]]


def played(story: Story) -> Iterator[World]:
    start, steps = story
    world = STARTS[start]()
    yield world
    for choice in steps:
        world.dice = choice
        # What goes forward comes last, and is chosen most.
        allowed = [(action.name, attempt) for action, attempt in offered(world) if action.allowed]
        forward = [attempt for name, attempt in allowed if name.startswith(("send", "clear", "publish"))]
        moves = [attempt for name, attempt in allowed if not name.startswith("withdraw")] + forward * 2
        if choice % 7 == 0:
            moves = [attempt for name, attempt in allowed if name.startswith("withdraw")] or moves
        if choice % 11 == 0 or not moves:
            moves = _facts(world)
        moves[choice % len(moves)](world)
        yield world


@settings(derandomize=True, max_examples=200)
@given(story=STORIES)
def test_an_action_is_allowed_exactly_when_its_command_is_not_refused(story: Story) -> None:
    for world in played(story):
        for action, attempt in offered(world):
            refused = _refusal(attempt, world)
            assert action.allowed == (refused is None), (action, refused)
            if refused is not None:
                assert _said(refused) == _said(action.obstacles[0]), (action, refused)
            liftable = [one.rule for one in action.obstacles if one.rule and one.rule.lifted_by]
            assert [rule.number for rule in liftable] in ([], ["R63"])
            if action.obstacles and len(liftable) == len(action.obstacles):
                report = action.at["report"].removeprefix("report-")
                waived = _refusal(lambda w, r=report: w.reports[r].publish(w.act, waivers=(WAIVER,)), world)  # type: ignore[misc]
                assert waived is None, "who may lift the rule lifts it"


def test_the_stories_reach_every_action_both_allowed_and_blocked() -> None:
    """Otherwise the test above would prove nothing about those they miss."""
    seen: set[tuple[str, bool]] = set()
    rules: set[str] = set()
    closed_to: set[str] = set()

    @settings(derandomize=True, max_examples=200, database=None)
    @given(story=STORIES)
    def look(story: Story) -> None:
        for world in played(story):
            for action, _ in offered(world):
                seen.add((action.name, action.allowed))
                rules.update(one.rule.number for one in action.obstacles[:1] if one.rule)
                closed_to.update(action.name for one in action.obstacles if one.slug == "cycle-closed")

    look()
    names = {name for name, _ in seen}
    assert len(names) == 19
    always = {("commentOnReport", False), ("resolveComment", False)}
    assert seen == {(name, allowed) for name in names for allowed in (True, False)} - always
    assert rules == {"R30", "R63", "R67"}
    assert closed_to == {
        "writeReport",
        "sendReportToReview",
        "clearReport",
        "publishReport",
        "withdrawReport",
        "createVolume",
        "publishVolume",
        "askReviewers",
        "decideOnReport",
    }
