import { ApiClient, type HttpResponse, httpRequest } from '@shoal/testing';
import fc from 'fast-check';
import { RawSocket } from '../raw-socket.js';
import { signRequest } from '../rest/sign-request.js';
import { useServer } from '../use-server.js';
import { hostileText, hostileValue, nastyNames, nested, runs } from './hostile-values.js';
import { Witness } from './witness.js';

const server = useServer();

/** Published, or refused in the words of the API; a failure of the server is neither. */
function expectProper({ status, text, body, headers }: HttpResponse): void {
  expect([200, 400, 401, 404, 405, 409, 413]).toContain(status);
  expect(headers['content-type']).toBe('application/json');
  if (status === 200) return;
  expect(body).toEqual({ error: expect.any(String), code: expect.any(String), status });
  // A refusal quotes little of what it refuses.
  expect(text.length).toBeLessThan(300);
}

const text = hostileText;
const publish = fc.record(
  {
    name: hostileValue,
    data: hostileValue,
    channel: hostileValue,
    channels: fc.oneof(fc.array(hostileValue, { maxLength: 5 }), hostileValue),
    socket_id: hostileValue,
    info: hostileValue,
    idempotency_key: hostileValue,
    ['__proto__']: hostileValue,
  },
  { requiredKeys: [] },
);

/** Wrong in one place only, so that what stands behind the first check is reached. */
const almost = fc
  .tuple(
    fc.constantFrom('name', 'data', 'channel', 'channels', 'socket_id', 'info', 'idempotency_key'),
    hostileValue,
  )
  .map(([key, value]) => ({ name: 'news', data: '{}', channel: 'hostile', [key]: value }));

const event = fc.oneof(publish, almost);

describe('bodies of nonsense are refused, and harm nobody', () => {
  it.each(['/events', '/batch_events', '/users/a/terminate_connections'])('bytes to %s', async (path) => {
    await using witness = await Witness.connect(server());
    using api = new ApiClient(server());
    const post = async (body: Uint8Array) => expectProper(await api.post(path, { body: Buffer.from(body) }));
    await fc.assert(fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), post), runs);
    await witness.isUndisturbed();
  });

  it.each(['/events', '/batch_events'])('JSON to %s', async (path) => {
    await using witness = await Witness.connect(server());
    using api = new ApiClient(server());
    const post = async (body: string) => expectProper(await api.post(path, { body }));
    await fc.assert(fc.asyncProperty(fc.json({ maxDepth: 5 }), post), runs);
    await witness.isUndisturbed();
  });

  it('events with any value at any place', async () => {
    await using witness = await Witness.connect(server());
    using api = new ApiClient(server());
    const post = async (body: object) => expectProper(await api.post('/events', { body }));
    await fc.assert(fc.asyncProperty(event, post), { ...runs, numRuns: 300 });
    await witness.isUndisturbed();
  });

  it('batches of them', async () => {
    await using witness = await Witness.connect(server());
    using api = new ApiClient(server());
    const post = async (batch: unknown) => expectProper(await api.post('/batch_events', { body: { batch } }));
    const batch = fc.oneof(fc.array(event, { maxLength: 12 }), hostileValue);
    await fc.assert(fc.asyncProperty(batch, post), runs);
    await witness.isUndisturbed();
  });

  it.each([100, 10_000, 1_000_000])(
    'JSON of %i levels',
    async (depth) => {
      await using witness = await Witness.connect(server());
      using api = new ApiClient(server());
      for (const kind of ['array', 'object'] as const) {
        const deep = nested(depth, kind);
        const bodies = [
          deep,
          `{"name":"a","channel":"b","data":${deep}}`,
          `{"name":"a","channels":${deep},"data":""}`,
          `{"name":${deep},"channel":"b","data":""}`,
        ];
        for (const body of bodies) expectProper(await api.post('/events', { body }));
        expectProper(await api.post('/batch_events', { body: `{"batch":${deep}}` }));
      }
      await witness.isUndisturbed();
    },
    20_000,
  );
});

describe('queries and paths of nonsense are refused, and harm nobody', () => {
  it('queries that are signed', async () => {
    await using witness = await Witness.connect(server());
    using api = new ApiClient(server());
    const name = fc.oneof(fc.constantFrom('filter_by_prefix', 'info', 'with_user_info', '__proto__'), text);
    const value = text.map((long) => long.slice(0, 500).toString());
    const query = fc.dictionary(
      name.map((long) => long.slice(0, 200)),
      value,
      { maxKeys: 4 },
    );
    const get = async (parameters: Record<string, string>) => {
      for (const path of ['/channels', '/channels/a', '/channels/presence-a/users', '/connections']) {
        expectProper(await api.get(path, { query: parameters }));
      }
    };
    await fc.assert(fc.asyncProperty(query, get), runs);
    await witness.isUndisturbed();
  });

  it('queries that nobody signed', async () => {
    await using witness = await Witness.connect(server());
    const printable = fc.stringMatching(/^[!$%&'()*+,./0-9:;=?@A-Z[\]^_`a-z{|}~-]{0,300}$/);
    const get = async (query: string) =>
      expectProper(await httpRequest(server(), { path: `/apps/app-id/channels?${query}` }));
    await fc.assert(fc.asyncProperty(printable, get), runs);
    await witness.isUndisturbed();
  });

  it('paths that are signed', async () => {
    await using witness = await Witness.connect(server());
    const segment = text.map((long) => encodeURIComponent(Buffer.from(long).toString()).slice(0, 2000));
    const get = async (app: string, channel: string) => {
      const paths = [
        `/apps/${app}/channels`,
        `/apps/app-id/channels/${channel}`,
        `/apps/app-id/channels/presence-${channel}/users`,
        `/apps/app-id/${channel}`,
      ];
      for (const path of paths) expectProper(await httpRequest(server(), signRequest({ path })));
      const path = `/apps/app-id/users/${channel}/terminate_connections`;
      expectProper(await httpRequest(server(), signRequest({ method: 'POST', path })));
    };
    await fc.assert(fc.asyncProperty(segment, segment, get), runs);
    await witness.isUndisturbed();
  });

  it('names that mean something elsewhere, at every place', async () => {
    await using witness = await Witness.connect(server());
    using api = new ApiClient(server());
    for (const name of nastyNames) {
      const body = { name, channel: name, data: { [name]: name }, info: 'subscription_count' };
      expectProper(await api.post('/events', { body }));
      expectProper(
        await api.post('/events', { body: { ...body, channel: undefined, channels: [name, 'a'] } }),
      );
      expectProper(await api.post('/events', { body: { ...body, socket_id: name } }));
      expectProper(await api.get('/channels', { query: { filter_by_prefix: name.slice(0, 1000) } }));
    }
    await witness.isUndisturbed();
  });
});

describe('HTTP of nonsense is answered or cut, and harms nobody', () => {
  it.each<[situation: string, request: string]>([
    ['no method', ' / HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['an unknown method', 'BREW /up HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['another version', 'GET /up HTTP/9.9\r\nHost: a\r\n\r\n'],
    ['no host', 'GET /up HTTP/1.1\r\n\r\n'],
    ['a negative length', 'POST /up HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n'],
    ['a length that is none', 'POST /up HTTP/1.1\r\nHost: a\r\nContent-Length: ten\r\n\r\n'],
    ['two lengths', 'POST /up HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na'],
    [
      'a length and chunks',
      'POST /up HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    [
      'chunks that are none',
      'POST /apps/a/events HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n',
    ],
    ['an encoding that is none', 'POST /up HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: magic\r\n\r\n'],
    ['a header of 100 KB', `GET /up HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`],
    ['a path of 100 KB', `GET /${'x'.repeat(100_000)} HTTP/1.1\r\nHost: a\r\n\r\n`],
    ['a path that is no path', 'GET * HTTP/1.1\r\nHost: a\r\n\r\n'],
    [
      'a whole URL',
      'GET http://evil.example/apps/app-id/channels HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    ],
    ['a tunnel', 'CONNECT evil.example:80 HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['an expectation', 'POST /up HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\nConnection: close\r\n\r\n'],
  ])('%s', async (_situation, request) => {
    await using witness = await Witness.connect(server());
    using socket = await RawSocket.connect(server());
    await socket.send(request);
    socket.socket.end();
    const received = await socket.receiveAll();
    for (const [, status] of received.matchAll(/^HTTP\/1\.1 (\d+)/gm)) {
      expect([400, 404, 405, 408, 413, 417, 431, 501, 505]).toContain(Number(status));
    }
    await witness.isUndisturbed();
  });

  it('bytes', async () => {
    await using witness = await Witness.connect(server());
    const send = async (bytes: Uint8Array) => {
      using socket = await RawSocket.connect(server());
      await socket.send(Buffer.from(bytes));
      socket.socket.end();
      expect(await socket.receiveAll()).toMatch(/^(HTTP\/1\.1 4|$)/);
    };
    await fc.assert(fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 500 }), send), runs);
    await witness.isUndisturbed();
  });
});
