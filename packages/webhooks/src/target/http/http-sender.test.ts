import type { RequestListener } from 'node:http';
import { httpEndpoint, rawEndpoint } from '../../testing/http-endpoint.js';
import { sendingFrom } from '../../testing/http-requests.js';

const ok: RequestListener = (_request, response) => response.end('ok');

describe('a request', () => {
  it('is what was signed, with the headers as they are spelt', async () => {
    await using there = await httpEndpoint(ok);
    await using from = sendingFrom();
    const body = '{"time_ms":1,"events":[{"name":"cache_miss","channel":"cache-grün"}]}';
    expect(await from.send(`${there.url}/hooks?a=b`, { body })).toEqual({ kind: 'answered', status: 200 });
    const [request] = there.requests;
    expect(request?.body).toBe(body);
    expect(request?.message).toMatchObject({ method: 'POST', url: '/hooks?a=b', httpVersion: '1.1' });
    const { rawHeaders } = request?.message ?? { rawHeaders: [] };
    expect(rawHeaders).toEqual(expect.arrayContaining(['Content-Type', 'X-Pusher-Key', 'app-key']));
    expect(request?.message.headers['user-agent']).toBe('shoal-webhooks/1.2.3');
    expect(request?.message.headers['content-length']).toBe(String(Buffer.byteLength(body)));
  });

  it('carries the User-Agent that the endpoint wants', async () => {
    await using there = await httpEndpoint(ok);
    await using from = sendingFrom();
    await from.send(there.url, { headers: { 'user-agent': 'mine' } });
    const { rawHeaders } = there.requests[0]?.message ?? { rawHeaders: [] };
    expect(rawHeaders.filter((name) => name.toLowerCase() === 'user-agent')).toHaveLength(1);
    expect(rawHeaders).toContain('mine');
  });

  it('with a header that cannot be sent is refused', async () => {
    await using there = await httpEndpoint(ok);
    await using from = sendingFrom();
    for (const headers of [{ 'Transfer-Encoding': 'chunked' }, { 'X-A': 'a\r\nX-B: b' }, { 'x y': 'z' }]) {
      const answer = await from.send(there.url, { headers: { ...headers } });
      expect(answer).toMatchObject({ kind: 'failed', reason: 'refused_target' });
    }
    expect(there.requests).toHaveLength(0);
  });

  it('uses the connections of those before it', async () => {
    await using there = await httpEndpoint(ok);
    await using from = sendingFrom();
    for (let count = 0; count < 20; count += 1) await from.send(there.url);
    // A connection is free a moment after its answer was read: the second request may find none.
    expect(there.connections).toBeLessThanOrEqual(2);
  });

  it('waits for one of a bounded number of connections', async () => {
    await using there = await httpEndpoint((_request, response) => setImmediate(() => response.end()));
    await using from = sendingFrom({ connectionsPerOrigin: 3 });
    const answers = await Promise.all(Array.from({ length: 30 }, () => from.send(there.url)));
    expect(answers).toEqual(Array.from({ length: 30 }, () => ({ kind: 'answered', status: 200 })));
    expect(there.connections).toBe(3);
  });
});

describe('an answer', () => {
  it.each([200, 204, 404, 410, 500, 503])('is its status: %d', async (status) => {
    await using there = await httpEndpoint((_request, response) => response.writeHead(status).end());
    await using from = sendingFrom();
    expect(await from.send(there.url)).toEqual({ kind: 'answered', status });
  });

  it('says when to come again', async () => {
    await using there = await httpEndpoint((_request, response) =>
      response.writeHead(429, { 'Retry-After': '7' }).end(),
    );
    await using from = sendingFrom();
    expect(await from.send(there.url)).toEqual({ kind: 'answered', status: 429, retryAfter: 7_000 });
  });

  it.each([301, 302, 303, 307, 308])('%d is not followed', async (status) => {
    await using inside = await httpEndpoint(ok);
    await using there = await httpEndpoint((_request, response) =>
      response.writeHead(status, { Location: inside.url }).end(),
    );
    await using from = sendingFrom();
    expect(await from.send(there.url)).toEqual({ kind: 'answered', status });
    expect(inside.connections).toBe(0);
  });

  it('of ten megabytes is not read to its end', async () => {
    let written = 0;
    const chunk = Buffer.alloc(64 * 1024);
    await using there = await httpEndpoint((_request, response) => {
      const more = () => {
        while (written < 10 * 1024 * 1024 && !response.destroyed) {
          written += chunk.length;
          if (!response.write(chunk)) return response.once('drain', more);
        }
        return response.end();
      };
      more();
    });
    await using from = sendingFrom();
    expect(await from.send(there.url)).toEqual({ kind: 'answered', status: 200 });
    expect(written).toBeLessThan(10 * 1024 * 1024);
  });

  it('that says it is ten megabytes long is not read at all', async () => {
    await using there = await rawEndpoint((socket) =>
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${10 * 1024 * 1024}\r\n\r\n`),
    );
    await using from = sendingFrom();
    expect(await from.send(there.url)).toEqual({ kind: 'answered', status: 200 });
  });

  it('counts although its body breaks off', async () => {
    await using there = await rawEndpoint((socket) =>
      socket.end('HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\nhalf'),
    );
    await using from = sendingFrom();
    expect(await from.send(there.url)).toEqual({ kind: 'answered', status: 201 });
  });

  it('counts although its body never ends, when the time is over', async () => {
    await using there = await rawEndpoint((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
      const timer = setInterval(() => socket.write('1\r\nx\r\n'), 5);
      socket.once('close', () => clearInterval(timer));
    });
    await using from = sendingFrom();
    expect(await from.send(there.url, { timeout: 300 })).toEqual({ kind: 'answered', status: 200 });
  });
});

it('comes to itself after an outage of the endpoint', async () => {
  const there = await httpEndpoint(ok);
  await using from = sendingFrom();
  await from.send(there.url);
  await there[Symbol.asyncDispose]();
  expect(await from.send(there.url)).toMatchObject({ kind: 'failed', reason: 'network' });
  await using _again = await httpEndpoint(ok, { port: there.port });
  expect(await from.send(there.url)).toEqual({ kind: 'answered', status: 200 });
});

it('serves more origins than it keeps', async () => {
  await using from = sendingFrom({ maxOrigins: 1 });
  await using first = await httpEndpoint(ok);
  await using second = await httpEndpoint(ok);
  for (const there of [first, second, first]) {
    expect(await from.send(there.url)).toEqual({ kind: 'answered', status: 200 });
  }
  expect(first.connections).toBe(2);
  expect(second.connections).toBe(1);
});
