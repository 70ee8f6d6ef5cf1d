"""Everything that a service answers over HTTP: its own operations, and those that every service has."""

from fastapi import APIRouter

from shared.http.audit import audit_router
from shared.http.contracts import contracts_router
from shared.runtime.held_api import held_router
from shared.runtime.service import Service, topics_heard
from shared.runtime.trace_api import trace_router


def routers_of(service: Service) -> tuple[APIRouter, ...]:
    """The service's routers, its contracts, its log for auditors, its held messages, its part of a command's trace."""
    return (
        *service.routers(),
        contracts_router(service.name, summary=service.summary, hears=service.reactions),
        audit_router(service.name),
        held_router(service.name),
        trace_router(service.name, hears=topics_heard(service)),
    )
