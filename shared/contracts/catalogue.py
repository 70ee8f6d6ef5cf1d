"""Every message that travels between the services or to partners."""

from shared.contracts import events, funding, governance, publications
from shared.contracts.registry import Registry

REGISTRY = Registry((*governance.MESSAGES, *events.MESSAGES, *funding.MESSAGES, *publications.MESSAGES))
