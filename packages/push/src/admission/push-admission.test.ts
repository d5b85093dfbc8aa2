import { PusherError } from '@shoal/protocol';
import { QueueAwayError } from '@shoal/queue';
import { createTestPush } from '../testing/test-push.js';
import { createTestRecipients } from '../testing/test-recipients.js';
import { PushAdmission, type PushAdmissionParts } from './push-admission.js';
import { QueuePressure } from './queue-pressure.js';

const body = { recipients: [{ type: 'channel', channel: 'news' }], payload: { title: 'Hello' } };

function setup(values: Partial<PushAdmissionParts> = {}) {
  const push = createTestPush();
  const { stores, observer, clock } = push;
  const admission = new PushAdmission({
    ...{ stores, observer, clock, recipients: createTestRecipients(), providers: ['fcm', 'hms'] },
    ...{ acceptancePerSecond: () => undefined, backPressure: new QueuePressure({ ...stores, clock }) },
    ...values,
  });
  return { ...push, admission };
}

test('a publish is accepted, sent, and its status is found by its id', async () => {
  await using push = setup();
  await push.register(3, { channel: 'news' });
  const { answer, isRepeat, isForcedAsync } = await push.admission.publish('app', { ...body, sync: true });
  expect(answer).toEqual({ publish_id: answer.publishId, publishId: answer.publishId, status: 'queued' });
  expect(answer.publishId).toMatch(/^pub_[A-Za-z0-9_-]{22}$/);
  expect([isRepeat, isForcedAsync]).toEqual([false, true]);
  push.work();
  await push.passage.until(async () => expect((await push.status(answer.publishId)).state).toBe('succeeded'));
  expect(push.fcm.sent).toHaveLength(3);
  expect(JSON.parse(push.fcm.sent[0]?.payload ?? '')).toMatchObject({
    message: { notification: { title: 'Hello' } },
  });
  expect(push.observer.count('admitted accepted')).toBe(1);
});

test('whom it reaches is not looked at', async () => {
  await using push = setup();
  const refuse = () => Promise.reject(new Error('the audience was looked at'));
  push.stores.devices.audience = refuse;
  push.stores.devices.audienceSize = refuse;
  expect((await push.admission.publish('app', body)).answer.status).toBe('queued');
});

test.each([
  ['publishId', { ...body, publishId: 'mine' }, {}],
  ['idempotency_key', { ...body, idempotency_key: 'mine' }, {}],
  ['X-Idempotency-Key', body, { idempotencyKey: 'mine' }],
])('the same %s is the same publish, and says how far it is', async (_name, asked, header) => {
  await using push = setup();
  await push.register(1, { channel: 'news' });
  const { answer } = await push.admission.publish('app', asked, header);
  push.work();
  await push.passage.until(async () => expect((await push.status(answer.publishId)).state).toBe('succeeded'));
  const again = await push.admission.publish('app', asked, header);
  expect(again).toMatchObject({
    isRepeat: true,
    answer: { publishId: answer.publishId, status: 'succeeded' },
  });
  expect(push.fcm.sent).toHaveLength(1);
  const other = { ...asked, payload: { title: 'Other' } };
  await expect(push.admission.publish('app', other, header)).rejects.toMatchObject({
    key: 'idempotency_conflict',
  });
  expect((await push.admission.publish('other', other, header)).isRepeat).toBe(false);
  expect(push.observer.count('admitted duplicate')).toBe(1);
  expect(push.observer.count('admitted invalid')).toBe(1);
});

test('spelling and order do not make another publish', async () => {
  await using push = setup();
  const first = await push.admission.publish('app', { ...body, not_before_ms: 5, idempotency_key: 'k' });
  const again = { notBeforeMs: 5, payload: body.payload, recipients: body.recipients, idempotencyKey: 'k' };
  expect(await push.admission.publish('app', again)).toMatchObject({ isRepeat: true, answer: first.answer });
});

test('two keys that differ are refused', async () => {
  await using push = setup();
  const asked = push.admission.publish('app', { ...body, idempotency_key: 'a' }, { idempotencyKey: 'b' });
  await expect(asked).rejects.toMatchObject({ key: 'bad_request' });
});

test('a template is filled in, and must be there', async () => {
  await using push = setup();
  await push.register(1, { channel: 'news' });
  const locales = { en: { title: 'Hi {{ data.name }}', body: 'B' } };
  await push.stores.templates.put('app', { templateId: 'hi', defaultLocale: 'en', locales });
  const payload = { templateId: 'hi', templateData: { name: 'Ann', data: { name: 'Ann' } } };
  await push.admission.publish('app', { ...body, payload });
  push.work();
  await push.passage.until(() => expect(push.fcm.sent).toHaveLength(1));
  expect(push.fcm.sent[0]?.payload).toContain('Hi Ann');
  const unknown = push.admission.publish('app', { ...body, payload: { templateId: 'nope' } });
  await expect(unknown).rejects.toThrow('there is no template "nope"');
});

test('a payload that is too large for a provider is refused before anything is kept', async () => {
  await using push = setup();
  const asked = push.admission.publish('app', {
    ...body,
    publishId: 'large',
    payload: { data: { a: 'x'.repeat(5_000) } },
  });
  await expect(asked).rejects.toMatchObject({ key: 'bad_request' });
  expect(await push.stores.ledger.find('app', 'large')).toBeUndefined();
});

test('a recipient whose provider nobody serves is refused', async () => {
  await using push = setup();
  const recipient = { transportType: 'apns', deviceToken: 'ab' };
  const asked = push.admission.publish('app', { ...body, recipients: [{ type: 'recipient', recipient }] });
  await expect(asked).rejects.toThrow('apns is not enabled');
});

test('an app has so many publishes a second, and is told when to come again', async () => {
  await using push = setup({ acceptancePerSecond: (appId) => (appId === 'app' ? 2 : undefined) });
  await push.admission.publish('app', body);
  await push.admission.publish('app', body);
  await expect(push.admission.publish('app', body)).rejects.toMatchObject({
    key: 'rate_limited',
    retryAfter: 1,
  });
  await push.admission.publish('other', body);
  await push.clock.advance(1_000);
  await push.admission.publish('app', body);
  expect(push.observer.count('admitted rate_limited')).toBe(1);
});

test('whoever may can have publishes accepted that no quota holds back', async () => {
  await using push = setup();
  const [one, two, three] = ['one', 'two', 'three'].map((publishId) => ({ ...body, publishId }));
  await push.admission.publish('app', one, { ignoresQuotas: true });
  await push.admission.publishBatch('app', [two], { ignoresQuotas: true });
  await push.admission.publish('app', three);
  const found = await Promise.all(['one', 'two', 'three'].map((id) => push.stores.ledger.find('app', id)));
  expect(found.map((publish) => publish?.ignoresQuotas)).toEqual([true, true, undefined]);
});

test('while too much waits nothing is accepted, which is looked at once a second', async () => {
  await using push = setup();
  const limits = { maxPlans: 2, retryAfter: 7 };
  const pressure = new QueuePressure({ ...push.stores, clock: push.clock, limits });
  const admission = setup({
    stores: push.stores,
    clock: push.clock,
    backPressure: pressure,
    observer: push.observer,
  }).admission;
  for (let index = 0; index < 3; index += 1) await admission.publish('app', body);
  await push.clock.advance(1_000);
  await expect(admission.publish('app', body)).rejects.toMatchObject({ key: 'rate_limited', retryAfter: 7 });
  expect(push.observer.count('admitted backpressure')).toBe(1);
  push.work();
  await push.clock.advance(500);
  await expect(admission.publish('app', body)).rejects.toMatchObject({ key: 'rate_limited' });
  await push.clock.advance(500);
  expect((await admission.publish('app', body)).isRepeat).toBe(false);
});

test('what waits for long is too much, whatever it is; what is scheduled does not wait', async () => {
  await using push = setup();
  await push.admission.publish('app', { ...body, notBeforeMs: push.clock.wall() + 3_600_000 });
  await push.clock.advance(61_000);
  await push.admission.publish('app', body);
  await push.clock.advance(61_000);
  await expect(push.admission.publish('app', body)).rejects.toMatchObject({
    key: 'rate_limited',
    retryAfter: 5,
  });
});

test('a store that is away is 503, and the same publish again is right', async () => {
  await using push = setup();
  const { add } = push.stores.plans;
  push.stores.plans.add = () => Promise.reject(new QueueAwayError('away'));
  const asked = { ...body, publishId: 'mine' };
  await expect(push.admission.publish('app', asked)).rejects.toMatchObject({ key: 'backend' });
  expect(push.observer.count('admitted unavailable')).toBe(1);
  push.stores.plans.add = add.bind(push.stores.plans);
  await push.admission.publish('app', asked);
  expect((await push.stores.plans.depth()).waiting).toBe(1);
});

test('a batch is accepted as a whole, or refused as one', async () => {
  await using push = setup();
  const wrong = push.admission.publishBatch('app', [
    { ...body, publishId: 'one' },
    { ...body, recipients: [] },
  ]);
  await expect(wrong).rejects.toThrow(PusherError);
  await expect(wrong).rejects.toThrow('publish 1: recipients');
  expect(await push.stores.ledger.find('app', 'one')).toBeUndefined();
  const admitted = await push.admission.publishBatch('app', [
    { ...body, publishId: 'one' },
    body,
    { ...body, publishId: 'one' },
  ]);
  expect(admitted.map(({ isRepeat }) => isRepeat)).toEqual([false, false, true]);
  for (const bad of [{}, [], Array(101).fill(body)]) {
    await expect(push.admission.publishBatch('app', bad)).rejects.toThrow('1 to 100');
  }
});
