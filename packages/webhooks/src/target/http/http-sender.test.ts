import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Resolve, TargetGuard } from '../address/target-guard.js';
import type { Answer, Delivery } from '../sender.js';
import { HttpSender, type HttpSenderOptions } from './http-sender.js';

const delivery: Delivery = {
  body: '{"time_ms":1,"events":[]}',
  headers: { 'Content-Type': 'application/json', 'X-Pusher-Key': 'app-key' },
  timeout: 10_000,
};

interface Endpoint extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  readonly requests: { readonly message: IncomingMessage; readonly body: string }[];
  /** Accepted so far. */
  connections: number;
}

async function endpoint(answer: RequestListener, host = '127.0.0.1', wanted = 0): Promise<Endpoint> {
  const server = createServer(async (message, response) => {
    started.requests.push({ message, body: await text(message) });
    answer(message, response);
  });
  server.listen(wanted, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const started: Endpoint = {
    port,
    url: `http://${host}:${port}/hooks?a=b`,
    requests: [],
    connections: 0,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
  server.on('connection', () => {
    started.connections += 1;
  });
  return started;
}

const ok: RequestListener = (_request, response) => response.end('ok');

/** A server that says what it likes, or nothing. */
async function rawEndpoint(talk: (socket: Socket) => void): Promise<{ url: string } & AsyncDisposable> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    socket.once('data', () => talk(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await once(server.close(), 'close');
    },
  };
}

type TestOptions = Partial<HttpSenderOptions> & { readonly resolve?: Resolve };

function sender(options: TestOptions = {}) {
  const { resolve, ...rest } = options;
  const guard = new TargetGuard({ allowPrivateTargets: true, ...(resolve === undefined ? {} : { resolve }) });
  const made = new HttpSender({ guard, version: '1.2.3', ...rest });
  return {
    send: (url: string, changed: Partial<Delivery> = {}): Promise<Answer> =>
      made.send({ kind: 'http', url }, { ...delivery, ...changed }),
    close: () => made.close(),
    [Symbol.asyncDispose]: () => made.close(),
  };
}

describe('a request', () => {
  it('is what was signed, with the headers as they are spelt', async () => {
    await using there = await endpoint(ok);
    await using from = sender();
    const body = '{"time_ms":1,"events":[{"name":"cache_miss","channel":"cache-grün"}]}';
    expect(await from.send(there.url, { body })).toEqual({ kind: 'answered', status: 200 });
    const [request] = there.requests;
    expect(request?.body).toBe(body);
    expect(request?.message).toMatchObject({ method: 'POST', url: '/hooks?a=b', httpVersion: '1.1' });
    const { rawHeaders } = request?.message ?? { rawHeaders: [] };
    expect(rawHeaders).toEqual(expect.arrayContaining(['Content-Type', 'X-Pusher-Key', 'app-key']));
    expect(request?.message.headers['user-agent']).toBe('shoal-webhooks/1.2.3');
    expect(request?.message.headers['content-length']).toBe(String(Buffer.byteLength(body)));
  });

  it('carries the User-Agent that the endpoint wants', async () => {
    await using there = await endpoint(ok);
    await using from = sender();
    await from.send(there.url, { headers: { 'user-agent': 'mine' } });
    const { rawHeaders } = there.requests[0]?.message ?? { rawHeaders: [] };
    expect(rawHeaders.filter((name) => name.toLowerCase() === 'user-agent')).toHaveLength(1);
    expect(rawHeaders).toContain('mine');
  });

  it('with a header that cannot be sent is refused', async () => {
    await using there = await endpoint(ok);
    await using from = sender();
    for (const headers of [{ 'Transfer-Encoding': 'chunked' }, { 'X-A': 'a\r\nX-B: b' }, { 'x y': 'z' }]) {
      const answer = await from.send(there.url, { headers: { ...headers } });
      expect(answer).toMatchObject({ kind: 'failed', reason: 'refused_target' });
    }
    expect(there.requests).toHaveLength(0);
  });

  it('uses the connections of those before it', async () => {
    await using there = await endpoint(ok);
    await using from = sender();
    for (let count = 0; count < 20; count += 1) await from.send(there.url);
    // A connection is free a moment after its answer was read: the second request may find none.
    expect(there.connections).toBeLessThanOrEqual(2);
  });

  it('waits for one of a bounded number of connections', async () => {
    await using there = await endpoint((_request, response) => setImmediate(() => response.end()));
    await using from = sender({ connectionsPerOrigin: 3 });
    const answers = await Promise.all(Array.from({ length: 30 }, () => from.send(there.url)));
    expect(answers).toEqual(Array.from({ length: 30 }, () => ({ kind: 'answered', status: 200 })));
    expect(there.connections).toBe(3);
  });
});

describe('an answer', () => {
  it.each([200, 204, 404, 410, 500, 503])('is its status: %d', async (status) => {
    await using there = await endpoint((_request, response) => response.writeHead(status).end());
    await using from = sender();
    expect(await from.send(there.url)).toEqual({ kind: 'answered', status });
  });

  it('says when to come again', async () => {
    await using there = await endpoint((_request, response) =>
      response.writeHead(429, { 'Retry-After': '7' }).end(),
    );
    await using from = sender();
    expect(await from.send(there.url)).toEqual({ kind: 'answered', status: 429, retryAfter: 7_000 });
  });

  it.each([301, 302, 303, 307, 308])('%d is not followed', async (status) => {
    await using inside = await endpoint(ok);
    await using there = await endpoint((_request, response) =>
      response.writeHead(status, { Location: inside.url }).end(),
    );
    await using from = sender();
    expect(await from.send(there.url)).toEqual({ kind: 'answered', status });
    expect(inside.connections).toBe(0);
  });

  it('of ten megabytes is not read to its end', async () => {
    let written = 0;
    const chunk = Buffer.alloc(64 * 1024);
    await using there = await endpoint((_request, response) => {
      const more = () => {
        while (written < 10 * 1024 * 1024 && !response.destroyed) {
          written += chunk.length;
          if (!response.write(chunk)) return response.once('drain', more);
        }
        return response.end();
      };
      more();
    });
    await using from = sender();
    expect(await from.send(there.url)).toEqual({ kind: 'answered', status: 200 });
    expect(written).toBeLessThan(10 * 1024 * 1024);
  });

  it('that says it is ten megabytes long is not read at all', async () => {
    await using there = await rawEndpoint((socket) =>
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${10 * 1024 * 1024}\r\n\r\n`),
    );
    await using from = sender();
    expect(await from.send(there.url)).toEqual({ kind: 'answered', status: 200 });
  });

  it('counts although its body breaks off', async () => {
    await using there = await rawEndpoint((socket) =>
      socket.end('HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\nhalf'),
    );
    await using from = sender();
    expect(await from.send(there.url)).toEqual({ kind: 'answered', status: 201 });
  });

  it('counts although its body never ends, when the time is over', async () => {
    await using there = await rawEndpoint((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
      const timer = setInterval(() => socket.write('1\r\nx\r\n'), 5);
      socket.once('close', () => clearInterval(timer));
    });
    await using from = sender();
    expect(await from.send(there.url, { timeout: 300 })).toEqual({ kind: 'answered', status: 200 });
  });
});

describe('no answer', () => {
  it('in time, because the server is silent', async () => {
    await using there = await endpoint(() => {});
    await using from = sender();
    const answer = await from.send(there.url, { timeout: 100 });
    expect(answer).toEqual({ kind: 'failed', reason: 'timeout', message: 'No answer within 100 ms.' });
  });

  it('in time, because it comes byte by byte', async () => {
    await using there = await rawEndpoint((socket) => {
      const head = [...'HTTP/1.1 200 OK\r\nX-Slow: '];
      const timer = setInterval(() => socket.write(head.shift() ?? 'x'), 5);
      socket.once('close', () => clearInterval(timer));
    });
    await using from = sender();
    expect(await from.send(there.url, { timeout: 300 })).toMatchObject({ kind: 'failed', reason: 'timeout' });
  });

  it('in time, because the name is not resolved', async () => {
    await using from = sender({ resolve: () => {} });
    const answer = await from.send('http://hooks.test/', { timeout: 100 });
    expect(answer).toMatchObject({ kind: 'failed', reason: 'timeout' });
  });

  it('in time, because other requests have all the connections', async () => {
    await using there = await endpoint(() => {});
    await using from = sender({ connectionsPerOrigin: 1 });
    const answers = await Promise.all([1, 2, 3].map(() => from.send(there.url, { timeout: 200 })));
    for (const answer of answers) expect(answer).toMatchObject({ kind: 'failed', reason: 'timeout' });
  });

  it('because the connection is cut in the middle of it', async () => {
    await using there = await rawEndpoint((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Le'));
    await using from = sender();
    expect(await from.send(there.url)).toMatchObject({ kind: 'failed', reason: 'network' });
  });

  it('because the connection is reset', async () => {
    await using there = await rawEndpoint((socket) => socket.resetAndDestroy());
    await using from = sender();
    expect(await from.send(there.url)).toMatchObject({ kind: 'failed', reason: 'network' });
  });

  it('because what comes is not HTTP', async () => {
    await using there = await rawEndpoint((socket) => socket.write('220 mail.test ESMTP\r\n'));
    await using from = sender();
    expect(await from.send(there.url)).toMatchObject({ kind: 'failed', reason: 'network' });
  });

  it('because its headers have no end', async () => {
    await using there = await rawEndpoint((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(100_000)}`);
    });
    await using from = sender();
    expect(await from.send(there.url)).toMatchObject({ kind: 'failed', reason: 'network' });
  });

  it('because nobody listens, for every request, however many wait', async () => {
    const { port } = await endpoint(ok).then(async (there) => {
      await there[Symbol.asyncDispose]();
      return there;
    });
    await using from = sender({ connectionsPerOrigin: 2 });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => from.send(`http://127.0.0.1:${port}/`)),
    );
    for (const answer of answers) {
      expect(answer).toEqual({
        kind: 'failed',
        reason: 'network',
        message: 'No answer: nobody listens there (ECONNREFUSED).',
      });
    }
  });

  it('from port 0', async () => {
    await using from = sender();
    expect(await from.send('http://127.0.0.1:0/')).toMatchObject({ kind: 'failed', reason: 'network' });
  });

  it('because the name has no address', async () => {
    const cause = Object.assign(new Error('getaddrinfo ENOTFOUND hooks.test'), { code: 'ENOTFOUND' });
    await using from = sender({ resolve: (_hostname, _options, callback) => callback(cause, []) });
    const answer = await from.send('http://hooks.test/secret');
    expect(answer).toMatchObject({ kind: 'failed', reason: 'network' });
    expect(JSON.stringify(answer)).not.toMatch(/hooks|secret/);
  });

  it('because the sender is closed', async () => {
    await using there = await endpoint(() => {});
    const from = sender();
    const waiting = from.send(there.url);
    await from.close();
    expect(await waiting).toMatchObject({ kind: 'failed', reason: 'network' });
    expect(await from.send(there.url)).toMatchObject({ kind: 'failed', reason: 'network' });
  });
});

it('comes to itself after an outage of the endpoint', async () => {
  const there = await endpoint(ok);
  await using from = sender();
  await from.send(there.url);
  await there[Symbol.asyncDispose]();
  expect(await from.send(there.url)).toMatchObject({ kind: 'failed', reason: 'network' });
  await using _again = await endpoint(ok, '127.0.0.1', there.port);
  expect(await from.send(there.url)).toEqual({ kind: 'answered', status: 200 });
});

it('serves more origins than it keeps', async () => {
  await using from = sender({ maxOrigins: 1 });
  await using first = await endpoint(ok);
  await using second = await endpoint(ok);
  for (const there of [first, second, first]) {
    expect(await from.send(there.url)).toEqual({ kind: 'answered', status: 200 });
  }
  expect(first.connections).toBe(2);
  expect(second.connections).toBe(1);
});
