import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiClient, authorizeChannel, eventually, httpRequest, RawClient } from '@shoal/testing';
import { startImpatientServer, useServer } from '../use-server.js';
import { Folder } from './run-shoal.js';

const canary = 'canary-5f3a';
const app = { id: 'app-id', key: 'app-key', secret: `${canary}-secret` };

const server = useServer({
  app,
  env: { LOG_LEVEL: 'trace' },
  config: {
    app_manager: {
      array: {
        apps: [{ ...app, features: { enable_client_messages: true, enable_user_authentication: true } }],
      },
    },
  },
});

/** The lines with this message and these fields, as soon as there are any. */
async function logged(message: string, fields: object = {}) {
  return await eventually(
    () => {
      const lines = server()
        .logs()
        .filter((line) => line.message === message);
      expect(lines).toContainEqual(expect.objectContaining(fields));
      return lines;
    },
    { what: `a line "${message}"` },
  );
}

describe('the log', () => {
  it('is one JSON object a line, with the same keys in the same order', async () => {
    await using _client = await RawClient.connect({ server: server() });
    await logged('connection established');
    const lines = server().output.text.split('\n');
    for (const line of lines) {
      const keys = Object.keys(JSON.parse(line));
      expect(keys.slice(0, 4)).toEqual(['timestamp', 'level', 'target', 'message']);
      expect(keys.slice(-2)).toEqual(['node', 'pid']);
    }
    const [first] = server().logs();
    expect(first).toMatchObject({
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      level: 'info',
      pid: server().pid,
    });
  });

  it('tells of each connection when it comes and goes', async () => {
    const client = await RawClient.connect({ server: server() });
    const socket = { app_id: 'app-id', socket_id: client.socketId };
    await logged('connection established', { level: 'info', ...socket });
    await client.close(1001);
    const end = { code: 1001, side: 'client', reason: 'going_away', duration_ms: expect.any(Number) };
    await logged('connection closed', { level: 'info', ...socket, ...end });
  });

  it('tells why somebody was not let in', async () => {
    await using nobody = await RawClient.open({ server: server(), key: 'nobody' });
    await nobody.closed;
    await logged('connection rejected', { level: 'warn', reason: 'unknown_app' });
    await logged('connection error', { level: 'debug', reason: 'app_not_found' });
    await using client = await RawClient.connect({ server: server() });
    client.send({ event: 'pusher:subscribe', data: { channel: 'private-a', auth: 'wrong' } });
    const { socketId } = client;
    await logged('authentication failed', {
      level: 'warn',
      kind: 'subscribe',
      reason: 'subscription_unauthorized',
      app_id: 'app-id',
      socket_id: socketId,
    });
    client.send({ event: 'pusher:signin', data: { auth: 'wrong', user_data: '{"id":"1"}' } });
    await logged('authentication failed', { kind: 'user', reason: 'not_signed_in', socket_id: socketId });
    using api = new ApiClient(server());
    await api.get('/channels', { secret: 'wrong' });
    await logged('authentication failed', { kind: 'api', reason: 'bad_signature', app_id: 'app-id' });
  });

  it('holds no secret of anybody, whatever went wrong, to the last line', async () => {
    await using own = await startImpatientServer({
      app,
      env: { LOG_LEVEL: 'trace', DEBUG: '1', SOCKUDO_DEFAULT_APP_SECRET: app.secret },
    });
    using api = new ApiClient(own);
    await using client = await RawClient.connect({ server: own });
    const { socketId } = client;
    const member = { user_id: canary, user_info: { name: canary } };
    await client.subscribe('presence-a', { member });
    await client.signin({ id: canary, user_info: { name: canary } });
    const channel = 'private-a';
    const { auth } = authorizeChannel(app, { socketId, channel });
    const [, signature = ''] = auth.split(':');
    await client.subscribe(channel, { auth });
    client.send({ event: 'client-a', channel, data: { text: canary } });
    client.send({ event: 'client-a', channel: 'elsewhere', data: canary });
    client.send({ event: 'pusher:subscribe', data: { channel: 'private-b', auth, channel_data: canary } });
    client.send({ event: 'pusher:subscribe', data: { channel: 'presence-b', auth: `app-key:${canary}` } });
    client.send({ event: 'pusher:signin', data: { auth: `${canary}:${canary}`, user_data: canary } });
    client.send(`{"event":"pusher:signin","data":{"auth":"${canary}`);
    await client.barrier();
    const body = { name: canary, channel, data: canary };
    await api.post('/events', { body });
    await api.post('/events', { body: `{"name":"${canary}` });
    await api.post('/events', { body, signature: canary });
    await api.get(`/channels/${canary}`, { auth: { auth_key: canary } });
    await api.get('/channels', { query: { token: canary }, secret: 'wrong' });
    await httpRequest(own, {
      path: `/${canary}?auth_signature=${canary}`,
      headers: { authorization: canary },
    });
    await httpRequest(own, { path: `/app/${canary}` });
    await using lost = await RawClient.open({ server: own, key: canary, query: { token: canary } });
    await lost.closed;
    await client.close();
    await own.stop();
    const { text } = own.output;
    expect(text).toContain('connection closed');
    expect(text).not.toContain(canary);
    expect(text).not.toContain(signature);
  });

  it('writes levels in upper case where a log store wants them so', async () => {
    const own = await startImpatientServer({ env: { LOG_LEVEL_CASE: 'upper' } });
    await own.stop();
    expect(own.logs()).toContainEqual(expect.objectContaining({ level: 'INFO', message: 'server started' }));
  });

  it('tells more after SIGUSR2, and goes on in a new file after SIGHUP', async () => {
    await using folder = await Folder.create();
    const path = join(folder.path, 'logs/shoal.log');
    await using own = await startImpatientServer({ env: { LOG_FILE_PATH: path, LOG_SERVICE: 'sockudo' } });
    const levels = () => own.logs().flatMap(({ log_level: level }) => level ?? []);
    const errors = () => own.logs().filter(({ message }) => message === 'connection error');
    const refuse = async () => {
      await using stranger = await RawClient.open({ server: own, key: 'nobody' });
      await stranger.closed;
    };
    await refuse();
    own.signal('SIGUSR2');
    await eventually(() => expect(levels()).toEqual(['debug']));
    expect(errors()).toEqual([]);
    await refuse();
    await eventually(() => expect(errors()).toHaveLength(1));
    await rename(path, `${path}.old`);
    own.signal('SIGHUP');
    own.signal('SIGUSR2');
    await eventually(() => expect(levels()).toEqual(['debug', 'info']));
    await own.stop();
    const files = await Promise.all([`${path}.old`, path].map((name) => readFile(name, 'utf8')));
    expect(files.map((text) => text.includes('shutdown started'))).toEqual([false, true]);
    expect(files.join('').trimEnd()).toBe(own.output.text);
    expect(own.logs().every(({ service }) => service === 'sockudo')).toBe(true);
  });
});
