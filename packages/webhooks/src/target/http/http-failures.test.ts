import type { RequestListener } from 'node:http';
import { httpEndpoint, rawEndpoint } from '../../testing/http-endpoint.js';
import { sendingFrom } from '../../testing/http-requests.js';

const ok: RequestListener = (_request, response) => response.end('ok');

describe('no answer', () => {
  it('in time, because the server is silent', async () => {
    await using there = await httpEndpoint(() => {});
    await using from = sendingFrom();
    const answer = await from.send(there.url, { timeout: 100 });
    expect(answer).toEqual({ kind: 'failed', reason: 'timeout', message: 'No answer within 100 ms.' });
  });

  it('in time, because it comes byte by byte', async () => {
    await using there = await rawEndpoint((socket) => {
      const head = [...'HTTP/1.1 200 OK\r\nX-Slow: '];
      const timer = setInterval(() => socket.write(head.shift() ?? 'x'), 5);
      socket.once('close', () => clearInterval(timer));
    });
    await using from = sendingFrom();
    expect(await from.send(there.url, { timeout: 300 })).toMatchObject({ kind: 'failed', reason: 'timeout' });
  });

  it('in time, because the name is not resolved', async () => {
    await using from = sendingFrom({ resolve: () => {} });
    const answer = await from.send('http://hooks.test/', { timeout: 100 });
    expect(answer).toMatchObject({ kind: 'failed', reason: 'timeout' });
  });

  it('in time, because other requests have all the connections', async () => {
    await using there = await httpEndpoint(() => {});
    await using from = sendingFrom({ connectionsPerOrigin: 1 });
    const answers = await Promise.all([1, 2, 3].map(() => from.send(there.url, { timeout: 200 })));
    for (const answer of answers) expect(answer).toMatchObject({ kind: 'failed', reason: 'timeout' });
  });

  it('because the connection is cut in the middle of it', async () => {
    await using there = await rawEndpoint((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Le'));
    await using from = sendingFrom();
    expect(await from.send(there.url)).toMatchObject({ kind: 'failed', reason: 'network' });
  });

  it('because the connection is reset', async () => {
    await using there = await rawEndpoint((socket) => socket.resetAndDestroy());
    await using from = sendingFrom();
    expect(await from.send(there.url)).toMatchObject({ kind: 'failed', reason: 'network' });
  });

  it('because what comes is not HTTP', async () => {
    await using there = await rawEndpoint((socket) => socket.write('220 mail.test ESMTP\r\n'));
    await using from = sendingFrom();
    expect(await from.send(there.url)).toMatchObject({ kind: 'failed', reason: 'network' });
  });

  it('because its headers have no end', async () => {
    await using there = await rawEndpoint((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(100_000)}`);
    });
    await using from = sendingFrom();
    expect(await from.send(there.url)).toMatchObject({ kind: 'failed', reason: 'network' });
  });

  it('because nobody listens, for every request, however many wait', async () => {
    const there = await httpEndpoint(ok);
    await there[Symbol.asyncDispose]();
    await using from = sendingFrom({ connectionsPerOrigin: 2 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => from.send(there.url)));
    for (const answer of answers) {
      expect(answer).toEqual({
        kind: 'failed',
        reason: 'network',
        message: 'No answer: nobody listens there (ECONNREFUSED).',
      });
    }
  });

  it('from port 0', async () => {
    await using from = sendingFrom();
    expect(await from.send('http://127.0.0.1:0/')).toMatchObject({ kind: 'failed', reason: 'network' });
  });

  it('because the name has no address', async () => {
    const cause = Object.assign(new Error('getaddrinfo ENOTFOUND hooks.test'), { code: 'ENOTFOUND' });
    await using from = sendingFrom({ resolve: (_hostname, _options, callback) => callback(cause, []) });
    const answer = await from.send('http://hooks.test/secret');
    expect(answer).toMatchObject({ kind: 'failed', reason: 'network' });
    expect(JSON.stringify(answer)).not.toMatch(/hooks|secret/);
  });

  it('because the sender is closed', async () => {
    await using there = await httpEndpoint(() => {});
    const from = sendingFrom();
    const waiting = from.send(there.url);
    await from.close();
    expect(await waiting).toMatchObject({ kind: 'failed', reason: 'network' });
    expect(await from.send(there.url)).toMatchObject({ kind: 'failed', reason: 'network' });
  });
});
