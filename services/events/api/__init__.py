"""The HTTP surface of events."""

from services.events.api import (
    attendance,
    calendars,
    history,
    network,
    partners,
    personal,
    programme,
    satisfaction,
    satisfaction_pictures,
    work_list,
    workshops,
)

ROUTERS = (
    calendars.router,
    workshops.router,
    attendance.router,
    programme.router,
    history.router,
    network.router,
    partners.router,
    personal.router,
    satisfaction.router,
    satisfaction_pictures.router,
    work_list.router,
)
