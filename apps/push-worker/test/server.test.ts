import { ApiClient, eventually, type ServerProcess, startServer } from '@shoal/testing';
import { createDevices } from './devices.js';
import { Installation } from './installation.js';

jest.setTimeout(60_000);

let installation: Installation;
let server: ServerProcess;
let api: ApiClient;
beforeAll(async () => {
  installation = await Installation.start();
  server = await startServer({ env: { ...installation.env, DRAIN_WINDOW: '0' }, readyWithinMs: 40_000 });
  api = new ApiClient(server);
});
afterAll(async () => {
  api?.[Symbol.dispose]();
  await server?.[Symbol.asyncDispose]();
  await installation?.[Symbol.asyncDispose]();
});

async function publish(channel: string): Promise<string> {
  const body = { recipients: [{ type: 'channel', channel }], payload: { title: 'Hi', body: 'there' } };
  const answer = await api.post('/push/publish', { body });
  expect(answer.status).toBe(202);
  return String(Object(answer.body).publish_id);
}

/** What the server answers once the publish is over. */
function whenEnded(publishId: string): Promise<unknown> {
  const probe = async () => {
    const { body } = await api.get(`/push/publish/${publishId}/status`);
    return ['queued', 'planning', 'dispatching'].includes(Object(body).status) ? false : body;
  };
  return eventually(probe, { withinMs: 20_000, everyMs: 50, what: `the end of ${publishId}` });
}

it('what a server has accepted a worker sends, to devices of three providers, and the server tells how it went', async () => {
  const { services } = installation;
  for (const { recipient, ...device } of createDevices(services.description, { count: 6 })) {
    const body = { ...device, push: { recipient } };
    expect((await api.post('/push/deviceRegistrations', { body })).status).toBe(201);
    const subscribed = await api.post('/push/channelSubscriptions', {
      body: { channel: 'everybody', deviceId: device.id },
    });
    expect(subscribed.status).toBe(201);
  }
  expect(await whenEnded(await publish('everybody'))).toMatchObject({
    status: 'succeeded',
    counters: { planned: 6, succeeded: 6, failed: 0, dispatched: 6 },
  });
  for (const { totals } of services.all)
    expect(totals).toMatchObject({ requests: 2, accepted: 2, reached: 2 });
});

it('a server sends nothing itself: what it has accepted waits for a worker', async () => {
  const [worker] = installation.workers;
  worker?.signal('SIGTERM');
  expect(await worker?.exited).toEqual({ code: 0, signal: null });
  const before = installation.services.requests;
  const publishId = await publish('everybody');
  expect((await api.get(`/push/publish/${publishId}/status`)).body).toMatchObject({ status: 'queued' });
  expect(installation.services.requests).toBe(before);
  await installation.addWorker();
  expect(await whenEnded(publishId)).toMatchObject({ status: 'succeeded', counters: { succeeded: 6 } });
});
