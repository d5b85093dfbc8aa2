import type { HttpResponse } from '@shoal/testing';
import { usePush } from './use-push.js';

const push = usePush();
const path = '/push/publish';
const payload = { title: 'Hi' };
const toNobody = { recipients: [{ type: 'channel', channel: 'nobody' }], payload };
const refusal = ({ status, body }: HttpResponse) => [status, Object(body).code];
const inAnHour = () => Date.now() + 3_600_000;

describe('a publish', () => {
  it('to nobody ends at once', async () => {
    const { publish, ended } = push();
    expect(await ended(await publish(toNobody))).toMatchObject({
      ...{ status: 'succeeded', counters: { planned: 0, succeeded: 0 } },
    });
  });

  it('reaches a device once, however many targets do, in whatever spelling', async () => {
    const { publish, ended, api, services } = push();
    const described = { formFactor: 'phone', platform: 'ios', timezone: 'UTC', locale: 'en' };
    const recipient = { transportType: 'gcm', registrationToken: 'many' };
    const body = { ...described, id: 'many', clientId: 'ann', push: { recipient } };
    await api.post('/push/deviceRegistrations', { body });
    await api.post('/push/channelSubscriptions', { body: { channel: 'many', device_id: 'many' } });
    const recipients = [
      { type: 'device', deviceId: 'many' },
      { type: 'client', client_id: 'ann' },
      { type: 'user', userId: 'ann' },
      { type: 'channel', channel: 'many' },
    ];
    const { counters } = await ended(await publish({ recipients, payload: { data: { order: 1 } } }));
    expect(counters).toMatchObject({ planned: 1, succeeded: 1 });
    expect(services.fcm.count('many')).toEqual({ requests: 1, accepted: 1 });
  });

  it('is never waited for, and whoever wants to is told so', async () => {
    const { api } = push();
    const forced = [{ body: { ...toNobody, sync: true } }, { body: toNobody, query: { mode: 'sync' } }];
    for (const request of forced) {
      const { status, headers } = await api.post(path, request);
      expect(status).toBe(202);
      expect(headers['x-shoal-forced-async']).toBe('publish-api-is-async');
      expect(headers['x-sockudo-forced-async']).toBe('publish-api-is-async');
    }
  });

  it.each([
    'providerTopic',
    'providerCondition',
    'registeredTopic',
    'userTopic',
    'indexedFilter',
    'realtime',
  ])('for what cannot be served is refused at once: %s', async (type) => {
    const answer = await push().api.post(path, { body: { recipients: [{ type, topic: 'x' }], payload } });
    expect(refusal(answer)).toEqual([400, 'bad_request']);
    expect(answer.text).toContain(type);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['nobody', { recipients: [], payload }],
    ['no words', { recipients: toNobody.recipients, payload: {} }],
    ['a template that is not there', { ...toNobody, payload: { templateId: 'gone' } }],
    ['more than a provider takes', { ...toNobody, payload: { title: 'a'.repeat(257) } }],
    ['a time two years ahead', { ...toNobody, notBeforeMs: Date.now() + 2 * 366 * 86_400_000 }],
    ['what is nested too deeply', `{"recipients":${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
  ])('of %s is refused', async (_what, body) => {
    expect(refusal(await push().api.post(path, { body }))).toEqual([400, 'bad_request']);
  });
});

describe('a repeat', () => {
  it('of a key is the same publish, and sends nothing', async () => {
    const { api, register, services, ended } = push();
    await register('once', { transportType: 'gcm', registrationToken: 'once' });
    const body = { recipients: [{ type: 'device', deviceId: 'once' }], payload, idempotency_key: 'k1' };
    const first = await api.post(path, { body });
    const { publish_id } = Object(first.body);
    await ended(publish_id);
    const again = await api.post(path, { body });
    expect(again.body).toMatchObject({ publish_id, status: 'succeeded' });
    expect([first, again].map(({ headers }) => headers['x-idempotency-replayed'])).toEqual([
      undefined,
      'true',
    ]);
    const { idempotency_key: key, ...plain } = body;
    const byHeader = await api.post(path, { body: plain, headers: { 'X-Idempotency-Key': key } });
    expect(byHeader.body).toMatchObject({ publish_id });
    expect(services.fcm.count('once').requests).toBe(1);
  });

  it('of a key for something else is refused', async () => {
    const { api } = push();
    await api.post(path, { body: { ...toNobody, idempotency_key: 'k2' } });
    const other = { ...toNobody, payload: { title: 'Other' }, idempotency_key: 'k2' };
    expect(refusal(await api.post(path, { body: other }))).toEqual([409, 'idempotency_conflict']);
  });

  it('of an id of the caller is the same publish', async () => {
    const { api } = push();
    const body = { ...toNobody, publishId: 'order-7' };
    for (const _ of [1, 2]) {
      expect((await api.post(path, { body })).body).toMatchObject({ publish_id: 'order-7' });
    }
  });
});

describe('a batch', () => {
  it('is as many publishes', async () => {
    const { api, ended } = push();
    const answer = await api.post('/push/batch/publish', { body: [toNobody, toNobody] });
    expect(answer.status).toBe(202);
    const { items } = Object(answer.body);
    expect(new Set(items.map(({ publish_id }: { publish_id: string }) => publish_id)).size).toBe(2);
    for (const { publish_id } of items) expect((await ended(publish_id)).status).toBe('succeeded');
  });

  it('is refused as a whole, with the place of what is wrong', async () => {
    const { api } = push();
    const body = [
      { ...toNobody, publishId: 'in-a-bad-batch' },
      { ...toNobody, payload: {} },
    ];
    const answer = await api.post('/push/batch/publish', { body });
    expect(refusal(answer)).toEqual([400, 'bad_request']);
    expect(answer.text).toContain('publish 1');
    expect((await api.get(`${path}/in-a-bad-batch/status`)).status).toBe(404);
  });
});

describe('what is scheduled', () => {
  it('is sent when its time has come', async () => {
    const { publish, ended, register, services } = push();
    await register('later', { transportType: 'gcm', registrationToken: 'later' });
    const notBeforeMs = Date.now() + 1_500;
    const recipients = [{ type: 'device', deviceId: 'later' }];
    const id = await publish({ recipients, payload, notBeforeMs });
    expect((await push().status(id)).status).toBe('queued');
    const { status, endedAtMs = 0 } = await ended(id);
    expect(status).toBe('succeeded');
    expect(endedAtMs).toBeGreaterThanOrEqual(notBeforeMs);
    expect(services.fcm.count('later').requests).toBe(1);
  });

  it('is listed, and can be called off either way', async () => {
    const { api, publish, status, register, services } = push();
    await register('never', { transportType: 'gcm', registrationToken: 'never' });
    const recipients = [{ type: 'device', deviceId: 'never' }];
    const one = await publish({ recipients, payload, notBeforeMs: inAnHour() });
    const other = await publish({ recipients, payload, notBeforeMs: inAnHour() + 1 });
    const listed = Object((await api.get('/push/scheduled')).body);
    expect(listed.items).toMatchObject([{ publish_id: one, status: 'queued' }, { publish_id: other }]);
    expect((await api.request('DELETE', `/push/scheduled/${one}`)).status).toBe(204);
    const cancelled = await api.post(`${path}/${other}/cancel`, { body: {} });
    expect([cancelled.status, cancelled.text]).toEqual([204, '']);
    expect((await api.request('DELETE', `/push/scheduled/${one}`)).status).toBe(204);
    expect(await status(one)).toMatchObject({ status: 'cancelled', errorReason: expect.any(String) });
    expect((await api.get('/push/scheduled')).body).toMatchObject({ items: [] });
    expect(services.fcm.count('never').requests).toBe(0);
  });

  it('cannot be called off when all of it was sent, or when nobody knows it', async () => {
    const { api, publish, ended } = push();
    const id = await publish(toNobody);
    await ended(id);
    const tooLate = await api.request('DELETE', `/push/scheduled/${id}`);
    expect(refusal(tooLate)).toEqual([409, 'conflict']);
    expect(tooLate.text).toContain('succeeded');
    expect(refusal(await api.post(`${path}/${id}/cancel`, { body: {} }))).toEqual([409, 'conflict']);
    expect(refusal(await api.request('DELETE', '/push/scheduled/unknown'))).toEqual([404, 'not_found']);
    expect(refusal(await api.get(`${path}/unknown/status`))).toEqual([404, 'not_found']);
  });
});
