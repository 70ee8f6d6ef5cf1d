"""Steps of a year, legal and illegal, each judged by the domain and by a small model of the year."""

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from services.governance.domain.consultation import ConsultationState
from services.governance.domain.survey_forum import SurveyForum
from services.governance.domain.theme_slate import ThemeSlate
from services.governance.domain.topic_choice import Combination, PlainTopic, WorkshopChoice
from services.governance.domain.topic_slate import TopicSlate
from shared.contracts.facts import ForumKind
from shared.contracts.governance import Origin
from tests.unit.governance.given import body, option, text, topic
from tests.unit.governance.world import World
from tests.unit.governance.year_model import Asked, Put
from tests.unit.governance.year_steps import BACK, FORUM, MOSTLY, YearSteps, newest, withdraw

CAME_FIRST = st.sampled_from(["members", "observers", "nobody"])
HERE, IN_WRITING, ON_THE_THEME = (False, 0), (True, 0), (False, 0, "not_conclusive")


class Year(YearSteps):
    @initialize(far=st.sampled_from([0, 1, 2, 3, 4, 4, 4, 5, 5, 6]), came=CAME_FIRST)
    def a_story_begins(self, far: int, came: str) -> None:
        """With so much done already, so that what comes late in a year is reached too."""
        begin = (
            lambda: (self.a_consultation_opens(came, True), self.a_theme_slate_opens(0, 2, True)),
            lambda: (self.the_theme_is_found(HERE, False, 0, True), self.a_survey_is_issued(*ON_THE_THEME, True)),
            lambda: (self.a_body_answers(0, "atlantis"), self.days_pass(15), self.a_survey_closes(0)),
            lambda: (self.the_theme_is_found(IN_WRITING, True, 0, True), self.days_pass(1)),
            lambda: (self.a_consultation_opens(came, True), self.a_topic_slate_opens(0, 3, True)),
            lambda: (self.topics_are_found(HERE, "two", 0), self.days_pass(400)),
        )
        for step in begin[:far]:
            step()

    # The theme

    @precondition(lambda self: self.model.talks)
    @rule(back=BACK, options=st.sampled_from([2, 2, 2, 2, 1, 3]), cited=MOSTLY)
    def a_theme_slate_opens(self, back: int, options: int, cited: bool) -> None:
        model, talk = self.model, newest(self.model.talks, back)
        names = [f"theme-{n}" for n in range(options)]
        id = self.world.named("theme-slate")

        def do(world: World) -> None:
            world.theme_slate = ThemeSlate.open(
                id=id,
                cycle=world.cycle,
                consultation=world.consultations[talk.id],
                options=[option(one, sources=None if cited else []) for one in names],
                act=world.on(),
                replaces_because="The one before was withdrawn.",
            )

        if self.attempt("put theme", do, model.to_put_a_theme(talk, options=options, cited=cited)):
            model.theme_slate = Put(id=id, opened=model.today, options=names)
            talk.dealt_with.add(id)

    @precondition(lambda self: self.model.theme_slate)
    @rule(back=BACK, by_a_body=MOSTLY)
    def a_theme_is_proposed(self, back: int, by_a_body: bool) -> None:
        model, slate = self.model, self.model.theme_slate
        assert slate is not None
        talk = self.talk_on(slate, back)
        own = option(f"own-{len(slate.options)}")

        def do(world: World) -> None:
            assert world.theme_slate is not None
            forum, who = world.consultations[talk.id], body() if by_a_body else None
            world.theme_slate.propose(own, cycle=world.cycle, body=who, consultation=forum, act=world.on())

        if self.attempt("propose theme", do, model.to_propose(slate, talk, by_a_body=by_a_body, rule="R6")):
            slate.options.append(own.id)

    @precondition(lambda self: self.model.theme_slate)
    @rule(where=FORUM, conclusive=st.booleans(), pick=BACK, there=MOSTLY)
    def the_theme_is_found(self, where: tuple[bool, int], conclusive: bool, pick: int, there: bool) -> None:
        model, slate = self.model, self.model.theme_slate
        assert slate is not None
        forum = self.forum_on(slate, where)
        chosen = newest(slate.options, pick) if there else "nowhere"

        def do(world: World) -> None:
            assert world.theme_slate is not None
            world.theme_slate.determine(
                cycle=world.cycle,
                forum=self.in_domain(world, forum),
                conclusive=conclusive,
                option=chosen if conclusive else None,
                why="As the record has it.",
                act=world.on(),
            )

        expected = model.to_find(slate, forum, conclusive=conclusive) | ({"R7"} if conclusive and not there else set())
        if self.attempt("find theme in writing" if isinstance(forum, Asked) else "find theme", do, expected):
            model.find(slate, forum, conclusive=conclusive)
            if conclusive:
                model.theme, model.theme_forum = chosen, forum

    @precondition(lambda self: self.model.theme)
    @rule(where=FORUM, pick=BACK)
    def the_theme_is_corrected(self, where: tuple[bool, int], pick: int) -> None:
        model, slate = self.model, self.model.theme_slate
        assert slate is not None
        forum = self.forum_on(slate, where)
        chosen = newest(slate.options, pick)

        def do(world: World) -> None:
            assert world.theme_slate is not None
            at = self.in_domain(world, forum, again=True)
            world.theme_slate.correct(
                cycle=world.cycle, forum=at, option=chosen, why="It was clear.", reason="A slip.", act=world.on()
            )

        if self.attempt("correct theme", do, model.to_correct(slate, forum, chosen)):
            model.find(slate, forum, conclusive=True)
            model.theme, model.theme_forum = chosen, forum

    @precondition(lambda self: self.model.theme_slate)
    @rule(sure=st.sampled_from([False, False, False, True]))
    def the_theme_slate_is_withdrawn(self, sure: bool) -> None:
        """Not so often that nothing is ever decided."""
        model, slate = self.model, self.model.theme_slate
        assert slate is not None
        if not sure:
            return

        def do(world: World) -> None:
            assert world.theme_slate is not None
            withdraw(world, world.theme_slate)

        if self.attempt("withdraw theme slate", do, model.refused_always(slate)):
            model.withdraw(slate)
            model.theme_slate_was_taken_back = True

    # Topics

    @precondition(lambda self: self.model.talks)
    @rule(back=BACK, topics=st.sampled_from([3, 3, 4, 4, 2, 5]), within=MOSTLY)
    def a_topic_slate_opens(self, back: int, topics: int, within: bool) -> None:
        model, talk = self.model, newest(self.model.talks, back)
        theme = model.theme if within and model.theme else "another"
        names, id = [f"topic-{n}" for n in range(topics)], self.world.named("topic-slate")

        def do(world: World) -> None:
            world.topic_slate = TopicSlate.open(
                id=id,
                cycle=world.cycle,
                consultation=world.consultations[talk.id],
                topics=[topic(one, theme=theme) for one in names],
                act=world.on(),
                replaces_because="The theme was corrected.",
            )

        if self.attempt("put topics", do, model.to_put_topics(talk, topics=topics, within=within)):
            model.topic_slate = Put(id=id, opened=model.today, options=names, theme=theme)
            talk.dealt_with.add(id)

    @precondition(lambda self: self.model.topic_slate)
    @rule(back=BACK, by_a_body=MOSTLY, within=MOSTLY)
    def a_topic_is_proposed(self, back: int, by_a_body: bool, within: bool) -> None:
        model, slate = self.model, self.model.topic_slate
        assert slate is not None
        talk = self.talk_on(slate, back)
        own = topic(f"own-{len(slate.options)}", theme=slate.theme if within and slate.theme else "another")

        def do(world: World) -> None:
            assert world.topic_slate is not None
            forum, who = world.consultations[talk.id], body() if by_a_body else None
            world.topic_slate.propose(own, cycle=world.cycle, body=who, consultation=forum, act=world.on())

        expected = model.to_propose(slate, talk, by_a_body=by_a_body, rule="R12", within=within)
        if self.attempt("propose topic", do, expected):
            slate.options.append(own.id)

    @precondition(lambda self: self.model.topic_slate)
    @rule(where=FORUM, how=st.sampled_from(["two", "two", "combined", "same", "unknown", "of one", "none"]), pick=BACK)
    def topics_are_found(self, where: tuple[bool, int], how: str, pick: int) -> None:
        """``none`` is that no wish was clear."""
        model, slate = self.model, self.model.topic_slate
        assert slate is not None
        forum = self.forum_on(slate, where)
        first, second = newest(slate.options, pick), newest(slate.options, (pick + 1) % 3)

        def do(world: World) -> None:
            assert world.topic_slate is not None
            at, act = self.in_domain(world, forum), world.on()
            if how == "none":
                world.topic_slate.leave_open(cycle=world.cycle, forum=at, why="Divided.", act=act)
                return
            workshops = _two_workshops(first, second, how)
            world.topic_slate.select(cycle=world.cycle, forum=at, workshops=workshops, why="Clear.", act=act)

        fits = how in ("two", "combined")
        expected = (
            model.to_find(slate, forum, conclusive=False)
            if how == "none"
            else model.to_choose_topics(slate, forum, fits=fits)
        )
        if self.attempt("leave topics open" if how == "none" else "choose topics", do, expected):
            model.find(slate, forum, conclusive=how != "none")
            if how != "none":
                model.topics = (first, "merged" if how == "combined" else second)
                model.topics_forum = forum

    @precondition(lambda self: self.model.topics)
    @rule(where=FORUM, how=st.sampled_from(["two", "two", "combined", "same"]), pick=BACK)
    def the_topics_are_corrected(self, where: tuple[bool, int], how: str, pick: int) -> None:
        model, slate = self.model, self.model.topic_slate
        assert slate is not None
        forum = self.forum_on(slate, where)
        first, second = newest(slate.options, pick), newest(slate.options, (pick + 1) % 3)

        def do(world: World) -> None:
            assert world.topic_slate is not None
            world.topic_slate.correct(
                cycle=world.cycle,
                forum=self.in_domain(world, forum, again=True),
                workshops=_two_workshops(first, second, how),
                why="It was clear.",
                reason="A slip.",
                act=world.on(),
            )

        chosen = (first, "merged" if how == "combined" else second)
        if self.attempt("correct topics", do, model.to_correct_topics(slate, forum, chosen, fits=how != "same")):
            model.find(slate, forum, conclusive=True)
            model.topics, model.topics_forum = chosen, forum

    @precondition(lambda self: self.model.topic_slate)
    @rule(sure=st.sampled_from([False, False, False, True]))
    def the_topic_slate_is_withdrawn(self, sure: bool) -> None:
        model, slate = self.model, self.model.topic_slate
        assert slate is not None
        if not sure:
            return

        def do(world: World) -> None:
            assert world.topic_slate is not None
            withdraw(world, world.topic_slate)

        if self.attempt("withdraw topic slate", do, model.to_withdraw_topics(slate)):
            model.withdraw(slate)

    # What holds whatever was done

    @invariant()
    def the_domain_is_where_the_model_is(self) -> None:
        year, model = self.world.cycle, self.model
        assert (year.theme and year.theme.id) == model.theme
        assert (year.format and year.format.format.value) == model.format
        assert (year.closed_on is not None) == model.closed
        chosen = year.topics and tuple(one.topics[0].id for one in year.topics.workshops)
        assert chosen == model.topics
        for put, slate in ((model.theme_slate, self.world.theme_slate), (model.topic_slate, self.world.topic_slate)):
            if put is not None and slate is not None:
                assert (slate.id, slate.state.value, slate.survey) == (put.id, put.state, put.survey and put.survey.id)
                assert [one.id for one in slate.choices] == put.options
        states = {"yes": "determined", "no": "determined"}
        for asked in model.surveys:
            assert self.world.surveys[asked.id].state.value == states.get(asked.state, asked.state)

    @invariant()
    def the_year_is_one_that_the_rules_know(self) -> None:
        """R1, R3, R4, R7 to R10, R13, R16, R18."""
        year, slate, topics = self.world.cycle, self.world.theme_slate, self.world.topic_slate
        if slate is not None:
            assert sum(one.origin is Origin.ADMINISTRATION for one in slate.options) == 2
            assert all(one.sources for one in slate.options)
            assert all(one.determination.why for one in slate.findings)
        if year.theme is not None:
            assert self._somebody_was_there(year.theme.decided_in.kind, year.theme.decided_in.id)
        if topics is not None:
            assert sum(one.origin is Origin.ADMINISTRATION for one in topics.topics) in (3, 4)
            assert {one.theme for one in topics.topics} == {topics.theme.id}
        if year.topics is not None:
            assert self._somebody_was_there(year.topics.decided_in.kind, year.topics.decided_in.id)
            assert len({one.topics[0].id for one in year.topics.workshops}) == 2
        for one in self.world.consultations.values():
            closed = one.state is ConsultationState.CLOSED
            assert not closed or not [item for item in one.agenda if item.is_standing and item.state == "open"]
        assert len({one.id for one in self.said.values()}) == len(self.said)

    def _somebody_was_there(self, kind: ForumKind, id: str) -> bool:
        if kind is ForumKind.CONSULTATION:
            return bool(self.world.consultations[id].attendance)
        forum = self.in_domain(self.world, next(one for one in self.model.surveys if one.id == id))
        return isinstance(forum, SurveyForum) and forum.answered > 0


def _two_workshops(first: str, second: str, how: str) -> list[WorkshopChoice]:
    one, other = PlainTopic(topic=first), PlainTopic(topic=second)
    merged = Combination(id="merged", title=text("Both at once"), combined_from=(first, second))
    alone = merged.model_copy(update={"combined_from": (first, first)})
    pairs = {"combined": (one, merged), "same": (one, one), "of one": (one, alone)}
    chosen = {**pairs, "unknown": (one, PlainTopic(topic="nowhere"))}.get(how, (one, other))
    return [WorkshopChoice(number=n, topics=(topic,)) for n, topic in enumerate(chosen, 1)]
