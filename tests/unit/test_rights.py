"""Who may do what on Kafka follows from the topics table and from what each service hears."""

import importlib

import pytest

from cli.operating import names
from shared.contracts.rights import PARTNER_GROUPS, Operation, Resource, rights_of_partner, rights_of_service
from shared.contracts.topics import TOPICS
from shared.domain.message import Audience
from shared.runtime.service import topics_heard


@pytest.mark.parametrize("service", names())
def test_a_service_writes_its_own_topics_reads_what_it_hears_and_nothing_else(service: str) -> None:
    hears = topics_heard(importlib.import_module(f"services.{service}.service").SERVICE)
    rights = rights_of_service(service, hears=hears)
    own = {topic.name for topic in TOPICS if topic.service == service}
    by_operation = {
        operation: {one.name for one in rights if one.resource is Resource.TOPIC and one.operation is operation}
        for operation in Operation
    }
    assert by_operation == {
        Operation.WRITE: own,
        Operation.CREATE: own,
        Operation.DESCRIBE: own,
        Operation.READ: set(hears),
    }
    assert {one.name for one in rights if one.resource is Resource.GROUP} == {f"idm.{service}"}
    assert not any(one.beginning for one in rights)


def test_a_partner_reads_the_public_topics_in_groups_of_its_own() -> None:
    rights = rights_of_partner("unhcr")
    assert {one.operation for one in rights} == {Operation.READ}
    public = {topic.name for topic in TOPICS if topic.audience is Audience.PUBLIC}
    assert {one.name for one in rights if one.resource is Resource.TOPIC} == public
    groups = {(one.name, one.beginning) for one in rights if one.resource is Resource.GROUP}
    assert groups == {("partner.unhcr", False), ("partner.unhcr.", True)}, "another's group would take its messages"
    assert not any(f"idm.{service}".startswith(PARTNER_GROUPS) for service in names())
