import { createServer } from 'node:net';
import { TargetGuard } from '@shoal/outbound';
import { type HttpEndpoint, httpEndpoint } from '@shoal/outbound/testing';
import type { Answer, Delivery } from '../sender.js';
import { HttpSender } from './http-sender.js';

function sendingFrom({ allowPrivateTargets = true } = {}) {
  const sender = new HttpSender({ guard: new TargetGuard({ allowPrivateTargets }), version: '1.2.3' });
  return {
    send: (url: string, changed: Partial<Delivery> = {}): Promise<Answer> =>
      sender.send({ kind: 'http', url }, { body: '{}', headers: {}, timeout: 10_000, ...changed }),
    [Symbol.asyncDispose]: () => sender.close(),
  };
}

const answering = (status: number, headers: Record<string, string> = {}): Promise<HttpEndpoint> =>
  httpEndpoint((_request, response) => response.writeHead(status, headers).end('ok'));

it('posts what was signed, says who it is, and answers the status', async () => {
  await using there = await answering(410);
  await using from = sendingFrom();
  const body = '{"time_ms":1,"events":[{"name":"cache_miss","channel":"cache-grün"}]}';
  const answer = await from.send(`${there.url}/hooks?a=b`, { body, headers: { 'X-Pusher-Key': 'app-key' } });
  expect(answer).toEqual({ kind: 'answered', status: 410 });
  const [request] = there.requests;
  expect(request?.body).toBe(body);
  expect(request?.message).toMatchObject({
    method: 'POST',
    url: '/hooks?a=b',
    headers: { 'x-pusher-key': 'app-key', 'user-agent': 'shoal-webhooks/1.2.3' },
  });
});

it('carries the User-Agent that the endpoint wants', async () => {
  await using there = await answering(200);
  await using from = sendingFrom();
  await from.send(there.url, { headers: { 'user-agent': 'mine' } });
  const { rawHeaders } = there.requests[0]?.message ?? { rawHeaders: [] };
  expect(rawHeaders.filter((name) => name.toLowerCase() === 'user-agent')).toHaveLength(1);
  expect(rawHeaders).toContain('mine');
});

it('says when the endpoint wants to be asked again', async () => {
  await using there = await answering(429, { 'Retry-After': '7' });
  await using from = sendingFrom();
  expect(await from.send(there.url)).toEqual({ kind: 'answered', status: 429, retryAfter: 7_000 });
});

it('answers why there is no answer', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => silent.once('listening', resolve));
  const address = silent.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
  await using from = sendingFrom();
  expect(await from.send(url, { timeout: 50 })).toEqual({
    ...{ kind: 'failed', reason: 'timeout' },
    message: 'No answer within 50 ms.',
  });
  silent.close();
});

it('answers that a private address is refused', async () => {
  await using there = await answering(200);
  await using from = sendingFrom({ allowPrivateTargets: false });
  expect(await from.send(there.url)).toMatchObject({ kind: 'failed', reason: 'refused_target' });
  expect(there.connections).toBe(0);
});
