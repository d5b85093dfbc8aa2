import { signature } from '../clients/signer.js';
import { httpRequest } from '../http-request.js';
import { defaultApp } from '../server/server-address.js';
import { failing } from './reply.js';
import { WebhookReceiver } from './webhook-receiver.js';

const occupied = { name: 'channel_occupied', channel: 'news', id: 'a-1' };
const vacated = { name: 'channel_vacated', channel: 'news', id: 'a-2' };

/** Sends as a server should, or with other headers. */
async function post(receiver: WebhookReceiver, events: object[], changed: Record<string, string> = {}) {
  const body = JSON.stringify({ time_ms: 1, events });
  const headers = {
    'content-type': 'application/json',
    'x-pusher-key': defaultApp.key,
    'x-pusher-signature': signature(defaultApp, body),
    ...changed,
  };
  const address = { host: '127.0.0.1', port: receiver.port };
  return await httpRequest(address, { method: 'POST', path: '/webhooks', headers, body });
}

it('remembers what was sent and judges it', async () => {
  await using receiver = await WebhookReceiver.start();
  expect((await post(receiver, [occupied])).status).toBe(200);
  const [request] = receiver.requests;
  expect(request).toMatchObject({ url: '/webhooks', isValid: true, events: [occupied] });
  expect(request?.body).toBe(JSON.stringify({ time_ms: 1, events: [occupied] }));
  expect(request?.headers['x-pusher-key']).toBe('app-key');
  expect(request?.arrivedAt).toBeGreaterThan(Date.now() - 60_000);
  expect(receiver.invalid()).toEqual([]);
});

it.each([{ 'x-pusher-signature': '00' }, { 'x-pusher-key': 'another' }, { 'content-type': 'text/plain' }])(
  'finds fault with %j',
  async (headers) => {
    await using receiver = await WebhookReceiver.start();
    await post(receiver, [occupied], headers);
    expect(receiver.requests).toMatchObject([{ isValid: false, events: [] }]);
    expect(receiver.invalid()).toHaveLength(1);
    expect(receiver.events()).toEqual([]);
  },
);

it('counts repetitions once, and what was refused not at all', async () => {
  await using receiver = await WebhookReceiver.start();
  receiver.behave({ status: 503 });
  expect((await post(receiver, [occupied])).status).toBe(503);
  expect(receiver.events()).toEqual([]);
  receiver.behave({});
  await post(receiver, [occupied, vacated]);
  await post(receiver, [vacated]);
  expect(receiver.requests).toHaveLength(3);
  expect(receiver.events()).toEqual([occupied, vacated]);
});

it('tells events apart by another field, or not at all without one', async () => {
  await using receiver = await WebhookReceiver.start({ idField: 'event_id' });
  const [first, again] = [{ name: 'a', event_id: 1 }, { name: 'a' }];
  await post(receiver, [first, first, again, again]);
  expect(receiver.events()).toEqual([first, again, again]);
});

it('waits for an event', async () => {
  await using receiver = await WebhookReceiver.start();
  const waiting = receiver.whenReceived(({ name }) => name === 'channel_vacated');
  await post(receiver, [occupied, vacated]);
  expect(await waiting).toEqual(vacated);
  const never = receiver.whenReceived(({ name }) => name === 'cache_miss', { withinMs: 20 });
  await expect(never).rejects.toThrow('Not within 20 ms: a webhook event');
});

it('answers as it is told', async () => {
  await using receiver = await WebhookReceiver.start();
  receiver.behave({
    status: 302,
    retryAfter: 7,
    headers: { location: '/elsewhere' },
    body: 'moved',
    delay: 20,
  });
  expect(await post(receiver, [])).toMatchObject({
    status: 302,
    headers: { 'retry-after': '7', location: '/elsewhere' },
    text: 'moved',
  });
  receiver.behave('close');
  await expect(post(receiver, [])).rejects.toThrow('socket hang up');
  receiver.behave(({ events }) => ({ status: 200 + events.length }));
  expect((await post(receiver, [occupied])).status).toBe(201);
});

it('leaves a request unanswered until it goes', async () => {
  const receiver = await WebhookReceiver.start();
  receiver.behave('hang');
  const unanswered = expect(post(receiver, [])).rejects.toThrow('socket hang up');
  while (receiver.requests.length === 0) await new Promise(setImmediate);
  await receiver[Symbol.asyncDispose]();
  await unanswered;
});

it('fails a share of the requests, the same ones for the same seed', async () => {
  await using receiver = await WebhookReceiver.start();
  const statuses = async (seed: number) => {
    receiver.behave(failing({ share: 0.5, seed, failure: { status: 500 } }));
    const answers: number[] = [];
    for (let count = 0; count < 40; count += 1) answers.push((await post(receiver, [])).status);
    return answers;
  };
  const first = await statuses(1);
  expect(new Set(first)).toEqual(new Set([200, 500]));
  expect(await statuses(1)).toEqual(first);
  expect(await statuses(2)).not.toEqual(first);
});

it('takes nothing but POST', async () => {
  await using receiver = await WebhookReceiver.start();
  const { status } = await httpRequest({ host: '127.0.0.1', port: receiver.port }, { path: '/' });
  expect(status).toBe(405);
  expect(receiver.requests).toEqual([]);
});
