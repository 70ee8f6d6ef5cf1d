"""A year as the brochure tells it, and nothing more: what is decided, where, and what each step may be refused by.

It knows nothing of the domain's code, which ``test_year_machine.py`` holds against it. A step is refused by what it
answers, or done when that is empty.
"""

from dataclasses import dataclass, field
from datetime import date

STATE, INPUT = "state", "input"
"""Refused for the state that a thing is in, or for what was said of it; every other refusal bears a rule's number."""


@dataclass(kw_only=True)
class Talk:
    """An informal consultation."""

    id: str
    opened: date
    came: str
    """nobody, observers or members."""
    closed: date | None = None
    dealt_with: set[str] = field(default_factory=set)
    divided_on: set[str] = field(default_factory=set)

    def in_the_way(self, slate: "Put", *, conclusive: bool, today: date) -> set[str]:
        """Of finding something on the slate here."""
        found = set()
        if conclusive and self.came == "nobody":
            found.add("R8")
        if self.closed is not None and today > self.closed:
            found.add(INPUT)
        if slate.id not in self.dealt_with and self.opened < slate.opened:
            found.add(STATE)
        return found


@dataclass(kw_only=True)
class Asked:
    """A written survey, entered after it took place."""

    id: str
    slate: str
    issued: date
    deadline: date
    asked: set[str]
    """The bodies of the Membership on the day of issue: one that leaves later may answer still."""
    state: str = "open"
    """open, closed, withdrawn, yes (found conclusive) or no."""
    answered: bool = False

    @property
    def opened(self) -> date:
        return self.issued

    def in_the_way(self, slate: "Put", *, conclusive: bool, today: date, again: bool = False) -> set[str]:
        found = set()
        if self.slate != slate.id:
            found.add(INPUT)
        sayable = {"closed"} | ({"no"} if conclusive else set()) | ({"yes"} if conclusive and again else set())
        if self.state not in sayable:
            found.add(STATE)
        if conclusive and not self.answered:
            found.add("R17")
        return found


@dataclass(kw_only=True)
class Put:
    """A slate."""

    id: str
    opened: date
    options: list[str]
    theme: str | None = None
    state: str = "open"
    survey: Asked | None = None

    def is_surveyed_elsewhere(self, forum: Talk | Asked) -> bool:
        return self.survey is not None and self.survey is not forum


@dataclass(kw_only=True)
class Model:
    today: date
    talks: list[Talk] = field(default_factory=list)
    surveys: list[Asked] = field(default_factory=list)
    theme_slate: Put | None = None
    topic_slate: Put | None = None
    theme: str | None = None
    theme_forum: Talk | Asked | None = None
    topics: tuple[str, str] | None = None
    topics_forum: Talk | Asked | None = None
    format: str | None = None
    closed: bool = False
    theme_slate_was_taken_back: bool = False
    observer_became_a_member: date | None = None
    observer_left: date | None = None

    @property
    def no_topics_are_chosen(self) -> bool:
        return self.format == "single_conference"

    def refused_always(self, slate: Put | None = None) -> set[str]:
        """A closed year, or a slate that is no longer open."""
        return {STATE} if self.closed or (slate is not None and slate.state != "open") else set()

    def to_put_a_theme(self, talk: Talk, *, options: int, cited: bool) -> set[str]:
        found = self.refused_always()
        if options != 2 or (self.today.year != 2017 and not self.theme_slate_was_taken_back):
            found.add("R4")
        if not cited:
            found.add("R5")
        if self.theme is not None:
            found.add("R7")
        if talk.closed or (self.theme_slate is not None and self.theme_slate.state == "open"):
            found.add(STATE)
        return found

    def to_put_topics(self, talk: Talk, *, topics: int, within: bool) -> set[str]:
        found = self.refused_always()
        there = self.topic_slate is not None and self.topic_slate.state != "withdrawn"
        if talk.closed or self.no_topics_are_chosen or there:
            found.add(STATE)
        if self.theme_forum is None or talk.opened <= self.theme_forum.opened:
            found.add("R9")
        if topics not in (3, 4):
            found.add("R10")
        if not within:
            found.add("R11")
        return found

    def to_propose(self, slate: Put, talk: Talk, *, by_a_body: bool, rule: str, within: bool = True) -> set[str]:
        found = self.refused_always(slate)
        if slate.id not in talk.dealt_with or talk.closed or not by_a_body:
            found.add(rule)
        if not within:
            found.add("R11")
        return found

    def to_find(self, slate: Put, forum: Talk | Asked, *, conclusive: bool) -> set[str]:
        found = self.refused_always(slate) | forum.in_the_way(slate, conclusive=conclusive, today=self.today)
        return found | {STATE} if slate.is_surveyed_elsewhere(forum) else found

    def to_choose_topics(self, slate: Put, forum: Talk | Asked, *, fits: bool) -> set[str]:
        found = self.to_find(slate, forum, conclusive=True)
        if self.no_topics_are_chosen:
            found.add(STATE)
        return found if fits else found | {"R13"}

    def to_withdraw_topics(self, slate: Put) -> set[str]:
        """Decided ones too, where the theme that they are within was corrected since."""
        if not self.closed and slate.state == "decided" and self.theme != slate.theme:
            return set()
        return self.refused_always(slate)

    def to_correct(self, slate: Put, forum: Talk | Asked, option: str) -> set[str]:
        says_the_same = self.theme == option and self.theme_forum is forum
        found = {STATE} if self.closed or slate.state != "decided" or says_the_same else set()
        if isinstance(forum, Asked):
            return found | forum.in_the_way(slate, conclusive=True, today=self.today, again=True)
        return found | forum.in_the_way(slate, conclusive=True, today=self.today)

    def to_correct_topics(self, slate: Put, forum: Talk | Asked, chosen: tuple[str, str], *, fits: bool) -> set[str]:
        says_the_same = self.topics == chosen and self.topics_forum is forum
        found = {STATE} if self.closed or slate.state != "decided" or says_the_same else set()
        if self.no_topics_are_chosen:
            found.add(STATE)
        if not fits:
            found.add("R13")
        if isinstance(forum, Asked):
            return found | forum.in_the_way(slate, conclusive=True, today=self.today, again=True)
        return found | forum.in_the_way(slate, conclusive=True, today=self.today)

    def to_issue(self, slate: Put, talk: Talk, *, reason: str) -> set[str]:
        found = self.refused_always(slate)
        if slate.survey is not None:
            found.add(STATE)
        bears_out = {"more_time_requested": talk.dealt_with, "not_conclusive": talk.dealt_with & talk.divided_on}
        had_left = self.observer_left is not None and self.observer_left <= talk.opened
        if slate.id not in bears_out.get(reason, set()) or (reason == "more_time_requested" and had_left):
            found.add("R14")
        return found

    def to_decide_the_format(self, talk: Talk, *, format: str, by_the_administration: bool) -> set[str]:
        found = self.refused_always()
        if not by_the_administration or talk.came != "members":
            found.add("R20")
        if format == "council_only":
            found.add("R74")
        if format == self.format:
            found.add(STATE)
        return found

    def to_close(self, *, waived: bool) -> set[str]:
        found = self.refused_always()
        if self.today.year < 2018:
            found.add(INPUT)
        undecided = not self.format or not self.theme or not (self.topics or self.no_topics_are_chosen)
        return found | {STATE} if undecided != waived else found

    # What follows when it is not refused

    def find(self, slate: Put, forum: Talk | Asked, *, conclusive: bool) -> None:
        if isinstance(forum, Asked):
            forum.state, slate.survey = ("yes" if conclusive else "no"), None
        else:
            forum.dealt_with.add(slate.id)
            if not conclusive:
                forum.divided_on.add(slate.id)
        if conclusive:
            slate.state = "decided"

    def withdraw(self, slate: Put) -> None:
        if slate.survey is not None:
            slate.survey.state, slate.survey = "withdrawn", None
        slate.state = "withdrawn"
