import { createTestApp, createTestNode } from '@shoal/core/testing';
import { habitsOf } from '../habits.js';
import { IdempotentPublisher } from '../idempotency/idempotent-publisher.js';
import type { AppLimit } from '../limits/app-limit.js';
import type { ApiRequest } from '../request/api-request.js';
import { publishEvent } from './publish-event.js';

const limit: Pick<AppLimit, 'take'> = { take: () => undefined };
const mustNot = (): never => {
  throw new Error('A publish without a key asked for one');
};

async function createRoute() {
  const { node, clock } = await createTestNode();
  const idempotent = new IdempotentPublisher({
    ...{ publisher: node, clock, limit, maxKeyLength: 128, logger: { warn: mustNot } },
    store: { claim: mustNot, renew: mustNot, record: mustNot, release: mustNot, memoryBytes: mustNot },
    metrics: { asked: mustNot, repeated: mustNot },
  });
  return publishEvent({ node, publisher: node, limit, habits: habitsOf([]), idempotent });
}

function requestOf(event: object): ApiRequest {
  const body = Buffer.from(JSON.stringify(event));
  return { app: createTestApp(), isSigned: true, parameters: {}, query: new Map(), headers: {}, body };
}

test('a publish without a key is answered in the same turn, and asks no store of keys', async () => {
  const route = await createRoute();
  expect(route(requestOf({ name: 'e', channel: 'a', data: '' }))).toEqual({ body: {} });
});

test('one with a key does ask', async () => {
  const route = await createRoute();
  const request = requestOf({ name: 'e', channel: 'a', data: '', idempotency_key: 'k' });
  await expect(route(request)).rejects.toThrow('asked for one');
});
