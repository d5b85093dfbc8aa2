import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import WebSocket from 'ws';
import { signRequest } from '../rest/sign-request.js';
import { Folder, runShoal, startShoal } from './run-shoal.js';

function send(socketPath: string, { method = 'GET', path, body = '' }: ReturnType<typeof signRequest>) {
  return new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const outgoing = request({ socketPath, method, path, agent: false }, (response) => {
      text(response).then((content) => resolve({ status: response.statusCode, text: content }), reject);
    });
    outgoing.once('error', reject).end(body);
  });
}

describe('a server on a Unix socket', () => {
  it('serves the API and WebSockets there, with the file mode that was asked for', async () => {
    await using folder = await Folder.create();
    const path = `${folder.path}/shoal.sock`;
    const env = { UNIX_SOCKET_ENABLED: '1', UNIX_SOCKET_PATH: path, UNIX_SOCKET_PERMISSION_MODE: '600' };
    await using _shoal = await startShoal({ env });
    expect((await stat(path)).mode & 0o777).toBe(0o600);

    const socket = new WebSocket(`ws+unix:${path}:/app/app-key?protocol=7`);
    const [established] = await once(socket, 'message');
    expect(String(established)).toContain('pusher:connection_established');
    socket.send('{"event":"pusher:subscribe","data":{"channel":"news"}}');
    await once(socket, 'message');

    const body = '{"name":"hello","channel":"news","data":"over a file"}';
    const delivered = once(socket, 'message');
    const answer = await send(path, signRequest({ method: 'POST', path: '/apps/app-id/events', body }));
    expect(answer).toEqual({ status: 200, text: '{}' });
    expect(String((await delivered)[0])).toContain('over a file');
    socket.close();
  });

  it('replaces the socket that a killed server left', async () => {
    await using folder = await Folder.create();
    const path = `${folder.path}/shoal.sock`;
    const env = { UNIX_SOCKET_ENABLED: '1', UNIX_SOCKET_PATH: path };
    const first = await startShoal({ env });
    first.process.signal('SIGKILL');
    await first.process.exited;
    expect((await stat(path)).isSocket()).toBe(true);
    await using _second = await startShoal({ env });
    expect((await stat(path)).mode & 0o777).toBe(0o660);
    expect(await send(path, { path: '/up' })).toEqual({ status: 200, text: 'OK' });
  });

  it('leaves alone what is not a stale socket, and does not start', async () => {
    await using folder = await Folder.create();
    const path = `${folder.path}/shoal.sock`;
    const env = { UNIX_SOCKET_ENABLED: '1', UNIX_SOCKET_PATH: path, METRICS_PORT: '0', LOG_FORMAT: 'json' };
    await using _first = await startShoal({ env: { UNIX_SOCKET_ENABLED: '1', UNIX_SOCKET_PATH: path } });
    const second = await runShoal(['start'], { env });
    expect(second.code).toBe(1);
    expect(second.output).toMatch(/UNIX_SOCKET_PATH.*taken/);
    expect(await send(path, { path: '/up' })).toEqual({ status: 200, text: 'OK' });

    const file = await folder.write('letter.txt', 'not a socket');
    const onFile = await runShoal(['start'], { env: { ...env, UNIX_SOCKET_PATH: file } });
    expect(onFile.code).toBe(1);
    expect(onFile.output).toContain('UNIX_SOCKET_PATH');
    expect(await readFile(file, 'utf8')).toBe('not a socket');
  });

  it('takes the socket away when it ends', async () => {
    await using folder = await Folder.create();
    const path = `${folder.path}/shoal.sock`;
    const shoal = await startShoal({ env: { UNIX_SOCKET_ENABLED: '1', UNIX_SOCKET_PATH: path } });
    expect(await shoal.process.stop()).toEqual({ code: 0, signal: null });
    await expect(stat(path)).rejects.toThrow('ENOENT');
  });
});
