import { PUSH_QUEUES } from '@shoal/metrics';
import { memoryPushStores } from '@shoal/push';
import { sampleRegistration } from '@shoal/push/testing';
import { pushBacklog } from './push-backlog.js';

const observer = { processed() {}, failed() {}, reachable() {} };
const appIds = ['app', 'idle'];
const nothing = { waiting: 0, active: 0, delayed: 0, failed: 0, oldestAge: 0 };

test('what nobody has asked for holds nothing, in memory; of Redis nobody knows yet', async () => {
  const push = () => undefined;
  const own = pushBacklog({ push, isInMemory: true, appIds });
  expect(await Promise.all(own.queues.map((queue) => queue.read()))).toEqual(Array(6).fill(nothing));
  expect([await own.push.scheduled(), await own.push.devices()]).toEqual([0, []]);
  const shared = pushBacklog({ push, isInMemory: false, appIds });
  expect(await shared.queues[0]?.read()).toBeUndefined();
  expect([await shared.push.scheduled(), await shared.push.devices()]).toEqual([undefined, undefined]);
});

test('each queue is found by the name that metrics know it by', async () => {
  const stores = memoryPushStores({ observer, maxDeadLetters: 10 });
  const { plans, dispatches, deadLetters, devices } = stores;
  const names = [plans, ...Object.values(dispatches)].map(({ name }) => name);
  expect(names).toEqual(PUSH_QUEUES);
  const data = { appId: 'app', publishId: 'p' };
  await plans.add([
    { id: 'now-1', data },
    { id: 'later-1', data, delay: 60_000 },
  ]);
  await dispatches.wns.add([{ id: 'batch-1', data: { ...data, batch: 1 } }]);
  const letter = { ...data, provider: 'fcm', key: 'd:x', stage: 'retry_schedule' } as const;
  const given = { reason: 'x', attempts: 5, failedAt: 1 };
  await deadLetters.add({ id: 'letter-1', group: 'app', topic: 'fcm', data: letter, ...given });
  const registration = sampleRegistration('d');
  await devices.register({ appId: 'app', registration, identityDigest: '', isRotation: false });

  const { queues, push } = pushBacklog({ push: () => ({ stores }), isInMemory: true, appIds });
  const read = Object.fromEntries(await Promise.all(queues.map(async (q) => [q.name, await q.read()])));
  expect(read).toMatchObject({
    'push-plan': { waiting: 1, delayed: 1, failed: 0 },
    'push-wns': { waiting: 1, failed: 0 },
    'push-fcm': { waiting: 0, failed: 1 },
  });
  expect(await push.scheduled()).toBe(1);
  expect(await push.devices()).toEqual([{ appId: 'app', counts: { ACTIVE: 1, FAILING: 0, FAILED: 0 } }]);
});
