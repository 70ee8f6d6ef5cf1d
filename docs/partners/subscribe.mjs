import { readFileSync } from 'node:fs';
import { Kafka } from 'kafkajs';
import { Kafka as CloudEvents } from 'cloudevents';

const { IDM_KAFKA, IDM_CA, IDM_GROUP: groupId, IDM_USER: username, IDM_PASSWORD: password } = process.env;
const kafka = new Kafka({ clientId: 'example', brokers: [IDM_KAFKA], ssl: { ca: IDM_CA && [readFileSync(IDM_CA)] }, sasl: { mechanism: 'scram-sha-256', username, password } });
const consumer = kafka.consumer({ groupId });
await consumer.connect();
await consumer.subscribe({ topics: process.argv.slice(2), fromBeginning: true });
await consumer.run({ eachMessage: async ({ message }) => {
  const headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, value.toString()]));
  const said = CloudEvents.toEvent({ headers, value: message.value.toString() });
  console.log(said.type, said.subject, said.epoch, said.sequence, JSON.stringify(said.data));
} });
