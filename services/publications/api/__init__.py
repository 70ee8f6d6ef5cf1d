"""The HTTP surface of publications."""

from services.publications.api import (
    bank,
    books,
    catalogue,
    cycles,
    documents,
    feed,
    files,
    making,
    oai,
    pictures,
    reports,
    reviews,
    set_aside,
    volumes,
    work_list,
    years,
)

ROUTERS = (
    reports.router,
    reviews.router,
    set_aside.router,
    volumes.router,
    books.router,
    making.router,
    catalogue.router,
    oai.router,
    feed.router,
    pictures.router,
    bank.router,
    documents.router,
    files.router,
    cycles.router,
    work_list.router,
    years.router,
)
