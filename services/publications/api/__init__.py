"""The HTTP surface of publications."""

from services.publications.api import catalogue, cycles, reports, volumes, work_list

ROUTERS = (reports.router, volumes.router, catalogue.router, cycles.router, work_list.router)
