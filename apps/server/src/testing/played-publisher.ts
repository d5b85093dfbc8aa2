import { type IdempotencyStore, LocalIdempotencyStore } from '@shoal/core';
import { createTestApp, DelayedIdempotencyStore, FakeClock, type ReplyQueue } from '@shoal/core/testing';
import { limits, PusherError, parsePublish } from '@shoal/protocol';
import { IdempotentPublisher } from '../http/idempotency/idempotent-publisher.js';
import type { Keyed, KeyedPublish } from '../http/idempotency/keyed-publish.js';
import type { ApiAnswer } from '../http/request/api-request.js';

export const minute = 60_000;
export const app = createTestApp();
export const refusal = (key: string) => expect.objectContaining({ key });

/** A publisher whose parts do as the test says; nothing is late or fails unless it says so. */
export function createPlayedPublisher({ replies }: { replies?: ReplyQueue } = {}) {
  const clock = new FakeClock();
  const local = new LocalIdempotencyStore({ lifetime: minute, maxEntries: 100, maxBytes: 1e6, clock });
  const store: IdempotencyStore = replies === undefined ? local : new DelayedIdempotencyStore(local, replies);
  const published: string[] = [];
  const counted = { asked: 0, repeated: 0 };
  const logged: string[] = [];
  const logger = { warn: (message: string) => logged.push(message) };
  const mock = {
    publish: jest.fn((name: string) => {
      published.push(name);
    }),
    take: jest.fn((): Record<string, string> | undefined => undefined),
    describe: jest.fn(async (name: string): Promise<object> => ({ name })),
  };
  const publisher = new IdempotentPublisher({
    ...{ store, clock, logger },
    maxKeyLength: 128,
    publisher: { publish: (_app, event) => mock.publish(event.name) },
    limit: { take: mock.take },
    metrics: {
      asked: (_appId, publishes) => {
        counted.asked += publishes;
      },
      repeated: (_appId, publishes) => {
        counted.repeated += publishes;
      },
    },
  });
  const request = (items: KeyedPublish['items'], whole?: Keyed): Promise<ApiAnswer> =>
    publisher.publish({
      app,
      source: 'batch',
      whole,
      items,
      describe: (event) => mock.describe(event.name),
      undescribed: {},
      compose: (parts) => `[${parts.join()}]`,
    });
  return {
    ...{ clock, store, local, mock, published, counted, logged },
    /** One event under a key; its fingerprint is its name unless given. */
    event: (key: string, name: string, fingerprint = name) =>
      request([{ event: eventOf(name), keyed: undefined }], { key, fingerprint }),
    /** Events as `key=name`, or only a name. */
    batch: (...items: string[]) => request(items.map(itemOf)),
    batchAs: (key: string, ...items: string[]) =>
      request(items.map(itemOf), { key, fingerprint: items.join() }),
  };
}

function eventOf(name: string) {
  return parsePublish({ name, channel: 'a', data: '' }, limits);
}

function itemOf(text: string): KeyedPublish['items'][number] {
  const [key = '', name] = text.split('=');
  return name === undefined
    ? { event: eventOf(key), keyed: undefined }
    : { event: eventOf(name), keyed: { key, fingerprint: name } };
}

/** Long enough for every promise that can go on now. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Lets time pass in steps, so that what waits in between is done. */
export async function pass(clock: FakeClock, milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += 10) {
    clock.advance(10);
    await turn();
  }
}

/** What became of a request so far. */
export function watch(answer: Promise<ApiAnswer>): { outcome: unknown } {
  const watched: { outcome: unknown } = { outcome: 'none yet' };
  answer.then(
    ({ body }) => {
      watched.outcome = body;
    },
    (error: unknown) => {
      watched.outcome = error instanceof PusherError ? error.key : error;
    },
  );
  return watched;
}

export const replayed = { 'X-Idempotency-Replayed': 'true' };
