"""The HTTP surface of publications."""

from services.publications.api import catalogue, reports, volumes, work_list

ROUTERS = (reports.router, volumes.router, catalogue.router, work_list.router)
