import { Agent, request as httpClient } from 'node:http';
import { ApiClient, type HttpRequest, httpRequest } from '@shoal/testing';
import { RawSocket } from '../raw-socket.js';
import { useServer } from '../use-server.js';
import { signRequest } from './sign-request.js';

const limit = 64 * 1024;
const server = useServer({ env: { HTTP_API_REQUEST_LIMIT_IN_MB: String(limit / 1024 / 1024) } });

const events = '/apps/app-id/events';
const body = JSON.stringify({ name: 'news', channel: 'a', data: '{}' });

/** The head of a request as text, ready to be sent by hand. */
function head({ method = 'GET', path }: HttpRequest, ...headers: string[]): string {
  return [`${method} ${path} HTTP/1.1`, 'Host: test', ...headers, '', ''].join('\r\n');
}

describe('a body that is too large', () => {
  const tooLarge = {
    error: `The body is larger than ${limit} bytes`,
    code: 'payload_too_large',
    status: 413,
  };

  it('is taken up to exactly the limit', async () => {
    using api = new ApiClient(server());
    const padded = body.padEnd(limit, ' ');
    expect(await api.post('/events', { body: padded })).toMatchObject({ status: 200 });
    expect(await api.post('/events', { body: `${padded} ` })).toMatchObject({ status: 413, body: tooLarge });
  });

  it('is refused by its declared length, before any of it has come', async () => {
    using socket = await RawSocket.connect(server());
    const signed = signRequest({ method: 'POST', path: events, body });
    await socket.send(head(signed, `Content-Length: ${1e12}`));
    expect(await socket.receive(/\}$/)).toMatch(/^HTTP\/1\.1 413 [\s\S]*Connection: close/);
    await socket.receiveAll();
  });

  it('is refused while it comes in, when it declares no length', async () => {
    using socket = await RawSocket.connect(server());
    const signed = signRequest({ method: 'POST', path: events, body });
    await socket.send(head(signed, 'Transfer-Encoding: chunked'));
    const chunk = `1000\r\n${' '.repeat(0x1000)}\r\n`;
    for (let sent = 0; sent <= limit; sent += 0x1000) await socket.send(chunk);
    expect(await socket.receive(/\}$/)).toMatch(/^HTTP\/1\.1 413 [\s\S]*Connection: close/);
    await socket.receiveAll();
  });

  it('does not keep a client that goes on sending from reading the answer', async () => {
    const answers = Array.from({ length: 20 }, () =>
      httpRequest(server(), {
        ...signRequest({ method: 'POST', path: events, body }),
        body: ' '.repeat(10 * limit),
      }),
    );
    for (const answer of await Promise.all(answers)) {
      expect(answer).toMatchObject({ status: 413, body: tooLarge });
    }
  });

  it('may come in chunks when it is small', async () => {
    using socket = await RawSocket.connect(server());
    const signed = signRequest({ method: 'POST', path: events, body });
    await socket.send(head(signed, 'Transfer-Encoding: chunked'));
    for (const character of body) await socket.send(`1\r\n${character}\r\n`);
    await socket.send('0\r\n\r\n');
    expect(await socket.receive(/\}$/)).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe('a request that is refused by its first lines', () => {
  type Refused = [situation: string, request: HttpRequest, status: number];
  const signed = () => signRequest({ method: 'POST', path: events, body });
  it.each<Refused>([
    ['no signature', { method: 'POST', path: events }, 400],
    ['an unknown app', { method: 'POST', path: '/apps/nobody/events' }, 404],
    [
      'an old timestamp',
      { method: 'POST', path: `${events}?auth_key=app-key&auth_signature=a&auth_timestamp=1` },
      401,
    ],
    ['an unknown route', { method: 'POST', path: '/apps/app-id/nothing' }, 404],
    ['a method that is not allowed', { method: 'PUT', path: events }, 405],
  ])('is answered before its body is read: %s', async (_situation, request, status) => {
    using socket = await RawSocket.connect(server());
    await socket.send(head(request, `Content-Length: ${1e12}`));
    expect(await socket.receive(/\}$/)).toMatch(
      new RegExp(`^HTTP/1\\.1 ${status} [\\s\\S]*Connection: close`),
    );
  });

  it('does not have its body taken for the next request', async () => {
    using socket = await RawSocket.connect(server());
    const smuggled = 'GET /live HTTP/1.1\r\nHost: test\r\n\r\n';
    await socket.send(
      head({ method: 'POST', path: events }, `Content-Length: ${smuggled.length}`) + smuggled,
    );
    await socket.send(head({ path: '/nothing' }, 'Connection: close'));
    const text = await socket.receiveAll();
    const statuses = [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
    expect(statuses).toEqual(['400', '404']);
  });

  it('is not a request with the right signature and another body', async () => {
    using socket = await RawSocket.connect(server());
    await socket.send(head(signed(), `Content-Length: ${body.length}`) + ' '.repeat(body.length));
    expect(await socket.receive(/\}$/)).toMatch(/^HTTP\/1\.1 401 [\s\S]*body_md5 does not match/);
  });
});

describe('one TCP connection', () => {
  /** Sends over the agent's connection; tells the client's port. */
  function send(agent: Agent, { method = 'GET', path, body: content = '' }: HttpRequest) {
    return new Promise<{ status: number | undefined; port: number | undefined }>((resolve, reject) => {
      const { host, port } = server();
      const outgoing = httpClient({ host, port, method, path, agent }, (response) => {
        const { localPort } = response.socket;
        response.resume().once('end', () => resolve({ status: response.statusCode, port: localPort }));
      });
      outgoing.once('error', reject).end(content);
    });
  }

  it('serves many requests, refused ones too', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<number | undefined>();
    const statuses: (number | undefined)[] = [];
    const requests: HttpRequest[] = [
      signRequest({ method: 'POST', path: events, body }),
      signRequest({ path: '/apps/app-id/channels' }),
      { path: '/up' },
      { path: '/nothing' },
      { path: '/apps/app-id/channels' },
      signRequest({ method: 'POST', path: events, body: '{}' }),
      signRequest({ method: 'POST', path: events, body }),
    ];
    for (const request of requests) {
      const { status, port } = await send(agent, request);
      statuses.push(status);
      ports.add(port);
    }
    agent.destroy();
    expect(statuses).toEqual([200, 200, 200, 404, 400, 400, 200]);
    expect(ports.size).toBe(1);
  });

  it('is not used again after a body that was refused unread', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const good = () => signRequest({ method: 'POST', path: events, body });
    const large = { ...good(), body: ' '.repeat(limit + 1) };
    const results = [];
    for (const request of [good(), large, good(), large, good()]) results.push(await send(agent, request));
    agent.destroy();
    expect(results.map(({ status }) => status)).toEqual([200, 413, 200, 413, 200]);
  });

  it('answers pipelined requests in order', async () => {
    using socket = await RawSocket.connect(server());
    await socket.send(head({ path: '/up' }) + head({ path: '/nothing' }) + head({ path: '/live' }));
    const text = await socket.receive(/(HTTP\/1\.1 [\s\S]*){3}OK$/);
    expect([...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual([
      '200',
      '404',
      '200',
    ]);
  });
});
