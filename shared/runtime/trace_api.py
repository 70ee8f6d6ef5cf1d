"""What happened to a command, over HTTP: ``/<service>/v1/traces/{correlation_id}``, of each service its own part.

Whoever wants the whole asks all four: first what each recorded, then, with ``heard``, what became of those
messages where they are heard. ``idm trace`` does so.
"""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from shared.domain.act import Role
from shared.http.acting import Reader, reading_as
from shared.http.problems import HttpProblem
from shared.http.schemas import PROBLEMS
from shared.messaging.trace import MOST, Fate, Place, Recorded, Tracer
from shared.outbox.rows import Delivery


class RecordedView(BaseModel):
    """One thing that this service recorded. ``place`` is absent for what stays in its log."""

    id: str
    type: str
    stream: str
    version: int
    recorded_at: str
    causation_id: str
    place: str | None = Field(default=None, description="topic/stream/sequence")
    delivery: Delivery = Field(description="`unsent` waits for Kafka, `sent` is there, `kept` stays in the log")

    @classmethod
    def of(cls, one: Recorded) -> "RecordedView":
        return cls.model_validate({**vars(one), "place": str(one.place) if one.place else None})


class HeardView(BaseModel):
    """What became of a message in this service."""

    place: str
    fate: Fate


class Trace(BaseModel):
    """This service's part. ``settled`` is false while a message waits for Kafka, one asked for is not done, or not all
    was looked at."""

    correlation_id: str
    service: str
    settled: bool
    recorded: list[RecordedView]
    more: bool = Field(description=f"It recorded more than {MOST}: these are the oldest")
    heard: list[HeardView]


def trace_router(service: str, *, hears: list[str]) -> APIRouter:
    """``hears`` are the topics that the service reads."""
    router = APIRouter(prefix=f"/{service}/v1/traces", tags=["traces"])

    @router.get("/{correlation_id}", operation_id="getTrace", summary="What became of a command", responses=PROBLEMS)
    async def trace(
        reader: Annotated[Reader, reading_as(Role.OPERATOR, Role.AUDITOR)],
        correlation_id: Annotated[
            str, Path(max_length=100, description="The `X-Request-ID` of the command's answer", examples=["request-1"])
        ],
        heard: Annotated[
            list[str],
            Query(description="Messages of other services, as topic/stream/sequence", max_length=MOST),
        ] = [],  # noqa: B006  # FastAPI copies it
    ) -> Trace:
        """What this service recorded because of it, and what became here of the messages asked for."""
        try:
            places = [Place.read(one) for one in heard]
        except ValueError as error:
            raise HttpProblem(
                422,
                "payload-does-not-fit",
                f"{error}.",
                remedy="Ask for messages as topic/stream/sequence, such as idm.governance.v1/cycle-2018/1.",
            ) from None
        tracer = Tracer(consumer=service, store=reader.store)
        recorded, more = await tracer.recorded(correlation_id)
        fates = await tracer.fates(place for place in places if place.topic in hears)
        return Trace(
            correlation_id=correlation_id,
            service=service,
            settled=not more
            and all(one.delivery is not Delivery.UNSENT for one in recorded)
            and all(fate in (Fate.DONE, Fate.DISCARDED) for fate in fates.values()),
            recorded=[RecordedView.of(one) for one in recorded],
            more=more,
            heard=[HeardView(place=str(place), fate=fate) for place, fate in fates.items()],
        )

    return router
