import { createTestApp, FakeClock } from '@shoal/core/testing';
import { limits, PusherError, parsePublish } from '@shoal/protocol';
import { EventPublisher } from './event-publisher.js';
import { EventPushes } from './event-pushes.js';
import { PushRule } from './push-rule.js';

const app = createTestApp();
const event = (values: object = {}) =>
  parsePublish({ name: 'e', channels: ['a', 'b'], data: '{}', ...values }, limits);
const pushed = event({ extras: { push: { title: 'T' } } });

/** @param publish what admission does */
function create(publish: () => Promise<void> = async () => undefined, rules: readonly PushRule[] = []) {
  const asked: unknown[] = [];
  const counted: string[] = [];
  const logged: unknown[] = [];
  const admission = {
    publish: async (appId: string, body: unknown) => {
      asked.push([appId, body]);
      await publish();
      return { answer: { publish_id: 'p', publishId: 'p', status: 'queued' }, ...none } as const;
    },
  };
  const pushes = new EventPushes({
    ...{ push: { open: async () => ({ admission }) }, rules },
    metrics: { admitted: (_appId, result) => void counted.push(result) },
    logger: { warn: (_message, fields) => void logged.push(fields?.error) },
  });
  return { pushes, asked, counted, logged };
}

const none = { isRepeat: false, isForcedAsync: false };

test('an event that says nothing of it is not pushed, and nothing is opened', async () => {
  const { pushes, asked } = create();
  pushes.accompany('app', event());
  pushes.accompany('app', event({ extras: { push: null, headers: {} } }));
  await pushes.settled();
  expect(asked).toEqual([]);
});

test('one that does is pushed once, to all of its channels', async () => {
  const { pushes, asked } = create();
  pushes.accompany('app', pushed);
  await pushes.settled();
  const recipients = ['a', 'b'].map((channel) => ({ type: 'channel', channel }));
  expect(asked).toEqual([['app', { recipients, payload: { title: 'T' } }]]);
});

test('whatever goes wrong is told, and thrown at nobody', async () => {
  const refusal = new PusherError('bad_request', 'wrong');
  const { pushes, logged, counted } = create(() => Promise.reject(refusal));
  pushes.accompany('app', pushed);
  await pushes.settled();
  expect(logged).toEqual(['wrong']);
  // Admission counts what it refuses.
  expect(counted).toEqual([]);
  const payloadMapping = {
    ...{ titleField: 't', bodyField: 'b', templateDataField: 'd', includeRemainingFields: true },
  };
  const rule = { channelPattern: '*', eventFilter: ['e'], rateLimitPerSecond: 1, payloadMapping };
  const ruled = create(undefined, [new PushRule(rule, new FakeClock())]);
  ruled.pushes.accompany('app', event());
  ruled.pushes.accompany('app', event());
  expect(ruled.counted).toEqual(['invalid', 'rate_limited']);
  expect(ruled.logged).toHaveLength(2);
});

test('no more than a thousand are under way at once', async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { pushes, counted, asked } = create(() => held);
  for (let index = 0; index < 1_002; index += 1) pushes.accompany('app', pushed);
  expect(counted).toEqual(['backpressure', 'backpressure']);
  release();
  await pushes.settled();
  expect(asked).toHaveLength(1_000);
  pushes.accompany('app', pushed);
  await pushes.settled();
  expect(asked).toHaveLength(1_001);
});

test('what the node refuses is not pushed', async () => {
  const { pushes, asked } = create();
  const node = {
    publish: (): void => {
      throw new PusherError('over_capacity');
    },
  };
  const publisher = new EventPublisher(node, pushes);
  expect(() => publisher.publish(app, pushed, 'http')).toThrow(PusherError);
  await pushes.settled();
  expect(asked).toEqual([]);
});
