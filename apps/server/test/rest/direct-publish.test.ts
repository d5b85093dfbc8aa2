import { ApiClient, type HttpRequest, RawClient } from '@shoal/testing';
import fc from 'fast-check';
import { RawSocket } from '../raw-socket.js';
import { startImpatientServer, useServer } from '../use-server.js';
import { signRequest } from './sign-request.js';

const server = useServer();
const indirect = useServer({ env: { HTTP_API_DIRECT_PUBLISH: '0' } });

const events = '/apps/app-id/events';
const bodyOf = (channel: string, more = {}) => JSON.stringify({ name: 'news', data: '{}', channel, ...more });

function publish(channel: string, more = {}): HttpRequest {
  return signRequest({ method: 'POST', path: events, body: bodyOf(channel, more) });
}

function wire({ method = 'GET', path, headers = {}, body = '' }: HttpRequest): string {
  const all = { Host: 'localhost', 'Content-Length': String(Buffer.byteLength(body)), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

interface Answer {
  readonly status: string;
  readonly headers: string[];
  readonly body: string;
}

/** Every answer in what has come, each with a length; those without a body of their own end at the head. */
function answersIn(received: string): Answer[] {
  const answers: Answer[] = [];
  for (let rest = received; rest !== ''; ) {
    const head = rest.slice(0, rest.indexOf('\r\n\r\n'));
    const [status = '', ...lines] = head.split('\r\n');
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
    const body = rest.slice(head.length + 4, head.length + 4 + length);
    if (head === '' || body.length < length) break;
    const headers = lines.map((line) => line.replace(/^Date: .{29}$/, 'Date: …')).sort();
    answers.push({ status, headers, body });
    rest = rest.slice(head.length + 4 + length);
  }
  return answers;
}

const count = (wanted: number) => (received: string) => answersIn(received).length >= wanted;

async function exchange(
  address: { host: string; port: number },
  parts: readonly string[],
): Promise<Answer[]> {
  using line = await RawSocket.connect(address);
  for (const part of parts) await line.send(part);
  return answersIn(await line.receive(count(1)));
}

describe('a request is answered alike by whichever way it takes', () => {
  it.each<[string, () => HttpRequest]>([
    ['an event', () => publish('direct-news')],
    ['a question with it', () => publish('presence-direct', { info: 'user_count' })],
    [
      'a batch',
      () => {
        const body = JSON.stringify({ batch: [{ name: 'news', data: '{}', channel: 'a' }] });
        return signRequest({ method: 'POST', path: '/apps/app-id/batch_events', body });
      },
    ],
    ['a bad channel', () => publish('not a channel')],
    ['a wrong signature', () => ({ ...publish('a'), body: bodyOf('b') })],
    ['an unknown app', () => signRequest({ method: 'POST', path: '/apps/nobody/events', body: '{}' })],
    ['no JSON', () => signRequest({ method: 'POST', path: events, body: '{' })],
    ['no body', () => signRequest({ method: 'POST', path: events })],
    ['text beyond ASCII', () => publish('a', { data: 'Grüße 🐟' })],
  ])('%s', async (_what, create) => {
    const text = wire(create());
    const [direct] = await exchange(server(), [text]);
    const [other] = await exchange(indirect(), [text]);
    expect(direct).toEqual(other);
  });
});

it('one connection carries publishes, questions of other kinds and publishes again, answered in order', async () => {
  using line = await RawSocket.connect(server());
  const steps = [
    publish('direct-order'),
    publish('presence-direct-order', { info: 'user_count' }),
    publish('direct-order'),
    signRequest({ path: '/apps/app-id/channels' }),
    publish('direct-order'),
  ];
  for (const [index, step] of steps.entries()) {
    await line.send(wire(step));
    await line.receive(count(index + 1));
  }
  expect(answersIn(line.received).map(({ body }) => body)).toEqual([
    '{}',
    '{"channels":{"presence-direct-order":{"user_count":0}}}',
    '{}',
    '{"channels":{}}',
    '{}',
  ]);
});

it('an event reaches its subscribers once, wherever its request was cut in two', async () => {
  await using client = await RawClient.connect({ server: server() });
  await client.subscribe('direct-cut');
  const text = wire(publish('direct-cut', { name: 'cut' }));
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: text.length - 1 }), async (at) => {
      const [answer] = await exchange(server(), [text.slice(0, at), text.slice(at)]);
      expect(answer).toMatchObject({ status: 'HTTP/1.1 200 OK', body: '{}' });
      await client.next('cut');
    }),
    { numRuns: 40, examples: [[1], [text.indexOf('\r\n\r\n') + 4]] },
  );
  using api = new ApiClient(server());
  await api.post('/events', { body: bodyOf('direct-cut', { name: 'barrier' }) });
  await client.next('barrier');
  await expect(client.next('cut', { withinMs: 1 })).rejects.toThrow('cut');
});

it('requests that arrive together are answered in order', async () => {
  using line = await RawSocket.connect(server());
  const names = ['a', 'b', 'c'].map((name) => `presence-together-${name}`);
  await line.send(names.map((name) => wire(publish(name, { info: 'user_count' }))).join(''));
  const bodies = answersIn(await line.receive(count(3))).map(({ body }) => body);
  expect(bodies).toEqual(names.map((name) => `{"channels":{"${name}":{"user_count":0}}}`));
});

it('a connection that was answered can still become a WebSocket', async () => {
  using line = await RawSocket.connect(server());
  await line.send(wire(publish('direct-upgrade')));
  await line.receive(count(1));
  const upgrade = ['GET /app/app-key?protocol=7 HTTP/1.1', 'Host: localhost', 'Connection: Upgrade'];
  const key = [
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ];
  await line.send(`${[...upgrade, ...key].join('\r\n')}\r\n\r\n`);
  expect(await line.receive(/connection_established/)).toContain('HTTP/1.1 101');
});

it('a client that has sent all it will gets its answer, and the line is closed', async () => {
  using line = await RawSocket.connect(server());
  line.socket.end(wire(publish('direct-half')));
  expect(answersIn(await line.receiveAll())).toMatchObject([{ status: 'HTTP/1.1 200 OK' }]);
});

it('a body beyond the limit is refused', async () => {
  await using small = await startImpatientServer({ env: { HTTP_API_REQUEST_LIMIT_IN_MB: '0.001' } });
  const [answer] = await exchange(small, [wire(publish('a', { data: 'x'.repeat(2000) }))]);
  expect(answer?.status).toBe('HTTP/1.1 413 Payload Too Large');
});

it('a server that is stopped lets go of connections that wait for their next publish', async () => {
  await using stopping = await startImpatientServer();
  using fresh = await RawSocket.connect(stopping);
  using used = await RawSocket.connect(stopping);
  await used.send(wire(publish('direct-stop')));
  await used.receive(count(1));
  const stopped = stopping.stop();
  await Promise.all([fresh.receiveAll(), used.receiveAll()]);
  await stopped;
});
