import asyncio
import os
import ssl
import sys

from aiokafka import AIOKafkaConsumer


async def main() -> None:
    where = {"bootstrap_servers": os.environ["IDM_KAFKA"], "auto_offset_reset": "earliest"}
    who = {"sasl_plain_username": os.environ["IDM_USER"], "sasl_plain_password": os.environ["IDM_PASSWORD"]}
    how = {"security_protocol": "SASL_SSL", "sasl_mechanism": "SCRAM-SHA-256", "group_id": os.environ["IDM_GROUP"]}
    authority = ssl.create_default_context(cafile=os.environ.get("IDM_CA"))
    async with AIOKafkaConsumer(*sys.argv[1:], **where, **who, **how, ssl_context=authority) as messages:
        async for message in messages:
            said = {name: value.decode() for name, value in message.headers}
            place = said["ce_subject"], said["ce_epoch"], said["ce_sequence"]
            print(said["ce_type"], *place, message.value.decode(), flush=True)


asyncio.run(main())
