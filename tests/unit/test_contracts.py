import json
from datetime import date

import pytest

from shared.contracts import events, funding, governance, publications, topics
from shared.contracts.catalogue import REGISTRY
from shared.contracts.cloudevents import to_wire
from shared.contracts.registry import Registry, topic_for
from shared.contracts.topics import TOPICS, Topic
from shared.domain.message import Audience, Message
from shared.outbox.rows import to_row
from shared.persistence.staging import Fact
from tests.sample import ACT, CONTEXT, CycleRenamed, SampleCycle


def _rows() -> list[dict[str, object]]:
    cycle = SampleCycle(id="cycle-2018")
    cycle.open(ACT)
    cycle.rename(ACT, name="new")
    return [to_row(Fact(stream=cycle.id, recorded=one, context=CONTEXT)) for one in cycle.recorded]


def test_every_message_has_one_topic_and_every_topic_one_name() -> None:
    producers = (governance, events, funding, publications)
    assert len(list(REGISTRY)) == sum(len(producer.MESSAGES) for producer in producers)
    assert {topic.name for message in REGISTRY if (topic := topic_for(message))} == {topic.name for topic in TOPICS}


def test_g3_the_registry_refuses_a_type_said_twice_and_audit_messages() -> None:
    with pytest.raises(ValueError, match="twice"):
        Registry((governance.CycleOpened, governance.CycleOpened))
    with pytest.raises(ValueError, match="never travels"):
        Registry((CycleRenamed,))


def test_an_unknown_version_of_a_known_name_is_told_from_an_unknown_name() -> None:
    assert REGISTRY.name_is_known("int.iom.idm.governance.CycleOpened.v9")
    assert not REGISTRY.name_is_known("int.iom.idm.governance.Unheard.v1")


def test_the_same_row_gives_the_same_bytes_and_names_no_person() -> None:
    sent, kept = _rows()
    first, again = (to_wire(sent, epoch=1, base_url="https://idm.example") for _ in range(2))
    assert first == again
    headers = dict(first.headers)
    assert first.key == b"cycle-2018"
    assert headers["ce_sequence"] == b"1"
    assert headers["ce_actor"] == b"administration"
    assert b"account-7" not in b"".join(headers.values()) + first.value
    assert governance.CycleOpened.model_validate(json.loads(first.value)).opened_on == date(2017, 5, 4)
    assert kept["delivery"] == {"state": "kept"}


def test_g3_an_aggregate_that_would_send_to_two_topics_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    internal = Topic(name="idm.governance.internal.v1", service="governance", audience=Audience.INTERNAL)
    monkeypatch.setattr(topics, "TOPICS", (*TOPICS, internal))

    class CycleNoted(
        Message, type="int.iom.idm.governance.CycleNoted.v1", aggregate="cycle", audience=Audience.INTERNAL
    ):
        pass

    with pytest.raises(ValueError, match="two topics"):
        Registry((governance.CycleOpened, CycleNoted))
