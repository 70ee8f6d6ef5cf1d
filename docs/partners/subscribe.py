import asyncio
import os
import ssl
import sys

from aiokafka import AIOKafkaConsumer


async def main() -> None:
    async with AIOKafkaConsumer(
        *sys.argv[1:],
        bootstrap_servers=os.environ["IDM_KAFKA"],
        group_id="partner.example",
        auto_offset_reset="earliest",
        security_protocol="SASL_SSL",
        ssl_context=ssl.create_default_context(cafile=os.environ.get("IDM_CA")),
        sasl_mechanism="SCRAM-SHA-512",
        sasl_plain_username=os.environ["IDM_USER"],
        sasl_plain_password=os.environ["IDM_PASSWORD"],
    ) as messages:
        async for message in messages:
            said = {name: value.decode() for name, value in message.headers}
            print(
                said["ce_type"],
                said["ce_subject"],
                said["ce_epoch"],
                said["ce_sequence"],
                message.value.decode(),
                flush=True,
            )


asyncio.run(main())
