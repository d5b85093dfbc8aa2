import { once } from 'node:events';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { md5, parseParameters, signablePaths, verifyRequest } from '@shoal/protocol';
import { portOf } from '../server/free-ports.js';
import { defaultApp } from '../server/server-address.js';
import { ApiClient } from './api-client.js';

/** Answers every request with what it saw, judged by the server's own rules. */
async function startEcho() {
  const connections = new Set<number | undefined>();
  const http = createServer(async (request, response) => {
    connections.add(request.socket.remotePort);
    const { method = '', url = '' } = request;
    const [path = '', query = ''] = url.split('?');
    const parameters = Object.fromEntries(parseParameters(query));
    const body = await buffer(request);
    const signed = verifyRequest(defaultApp.secret, parameters.auth_signature ?? '', {
      method,
      paths: signablePaths(path, ''),
      query,
    });
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify({ method, path, parameters, signed, md5: md5(body), body: body.toString() }));
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    server: { host: '127.0.0.1', port: portOf(http), app: defaultApp },
    connections,
    async [Symbol.asyncDispose]() {
      await once(http.close(), 'close');
    },
  };
}

describe('a signed request', () => {
  it('is one that the server accepts', async () => {
    await using echo = await startEcho();
    using api = new ApiClient(echo.server);
    const { status, body } = await api.get('/channels', { query: { info: 'user_count,b c+d é' } });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      method: 'GET',
      path: '/apps/app-id/channels',
      signed: true,
      parameters: { auth_key: 'app-key', auth_version: '1.0', info: 'user_count,b c+d é' },
    });
    expect(body).not.toHaveProperty('parameters.body_md5');
  });

  it('covers its body', async () => {
    await using echo = await startEcho();
    using api = new ApiClient(echo.server);
    const event = { name: 'order', channel: 'news', data: '{}' };
    const { body } = await api.post('/events', { body: event });
    const text = JSON.stringify(event);
    const body_md5 = md5(Buffer.from(text));
    expect(body).toMatchObject({
      method: 'POST',
      signed: true,
      md5: body_md5,
      parameters: { body_md5 },
      body: text,
    });
  });

  it('sends bytes as they are', async () => {
    await using echo = await startEcho();
    using api = new ApiClient(echo.server);
    const { body } = await api.post('/events', { body: Buffer.from('{"name":') });
    expect(body).toMatchObject({ body: '{"name":', signed: true });
  });

  it('goes over a connection that is kept open', async () => {
    await using echo = await startEcho();
    using api = new ApiClient(echo.server);
    await api.get('/channels');
    await api.get('/channels');
    expect(echo.connections.size).toBe(1);
  });
});

describe('a request that was tampered with', () => {
  it.each([
    ['no signature', { signature: null }],
    ['another signature', { signature: 'abc' }],
    ['another secret', { secret: 'other' }],
  ])('has %s', async (_what, tampering) => {
    await using echo = await startEcho();
    using api = new ApiClient(echo.server);
    const { body } = await api.get('/channels', tampering);
    expect(body).toMatchObject({ signed: false });
  });

  it('has other parameters, signed as they are', async () => {
    await using echo = await startEcho();
    using api = new ApiClient(echo.server);
    const auth = { auth_timestamp: '1', auth_key: 'other', auth_version: null };
    const { body } = await api.get('/channels', { auth });
    expect(body).toMatchObject({ signed: true, parameters: { auth_timestamp: '1', auth_key: 'other' } });
    expect(body).not.toHaveProperty('parameters.auth_version');
  });
});
