import { execFile } from 'node:child_process';
import { request } from 'node:https';
import { connect } from 'node:tls';
import { promisify } from 'node:util';
import { eventually, freePorts, httpRequest, RawClient, scrapeMetrics } from '@shoal/testing';
import WebSocket from 'ws';
import { Folder, runShoal, type Started, startShoal } from './run-shoal.js';

const host = '127.0.0.1';
const run = promisify(execFile);

interface Files {
  readonly SSL_CERT_PATH: string;
  readonly SSL_KEY_PATH: string;
}

/** A new self-signed certificate in the same two files. */
async function certify({ path }: Folder, name: string): Promise<Files> {
  const files = { SSL_CERT_PATH: `${path}/cert.pem`, SSL_KEY_PATH: `${path}/key.pem` };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const out = ['-keyout', files.SSL_KEY_PATH, '-out', files.SSL_CERT_PATH];
  await run('openssl', ['req', '-x509', ...key, ...out, '-days', '2', '-subj', `/CN=${name}`]);
  return files;
}

/** Whose certificate a new connection is shown. */
function servedName(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, rejectUnauthorized: false }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN));
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

function status(port: number, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host, port, path, rejectUnauthorized: false, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    outgoing.once('error', reject).end();
  });
}

async function openWebSocket({ port }: Started): Promise<WebSocket> {
  const socket = new WebSocket(`wss://${host}:${port}/app/app-key`, { rejectUnauthorized: false });
  await new Promise((resolve, reject) => {
    socket.once('message', resolve);
    socket.once('error', reject);
  });
  return socket;
}

function hasLogged({ process }: Started, message: string): Promise<true> {
  return eventually(() => process.logs().some((line) => line.message === message), {
    withinMs: 10_000,
    what: `a line "${message}"`,
  });
}

describe('a server with a certificate', () => {
  it('speaks TLS on its port, for requests and WebSockets', async () => {
    await using folder = await Folder.create();
    await using shoal = await startShoal({ env: { ...(await certify(folder, 'first')) } });
    expect(await servedName(shoal.port)).toBe('first');
    expect(await status(shoal.port, '/up')).toBe(200);
    const socket = await openWebSocket(shoal);
    socket.close();
    await expect(httpRequest({ host, port: shoal.port }, { path: '/up' })).rejects.toThrow();
  });

  it('takes a renewed one when the files change, and keeps its connections', async () => {
    await using folder = await Folder.create();
    await using shoal = await startShoal({ env: { ...(await certify(folder, 'before')) } });
    const socket = await openWebSocket(shoal);
    await certify(folder, 'after');
    await eventually(async () => (await servedName(shoal.port)) === 'after', {
      withinMs: 10_000,
      what: 'the new certificate served',
    });
    const answered = new Promise((resolve) => socket.once('pong', resolve));
    socket.ping();
    await answered;
    socket.close();
  });

  it('takes a renewed one on SIGHUP', async () => {
    await using folder = await Folder.create();
    await using shoal = await startShoal({ env: { ...(await certify(folder, 'before')) } });
    await certify(folder, 'after');
    shoal.process.signal('SIGHUP');
    await hasLogged(shoal, 'certificate reloaded');
    expect(await servedName(shoal.port)).toBe('after');
  });

  it('keeps the old one while the new one is no use', async () => {
    await using folder = await Folder.create();
    await using shoal = await startShoal({ env: { ...(await certify(folder, 'old')) } });
    await folder.write('cert.pem', 'half a certif');
    shoal.process.signal('SIGHUP');
    await hasLogged(shoal, 'certificate not reloaded');
    expect(await servedName(shoal.port)).toBe('old');
  });

  it('does not start without the files, and names the setting', async () => {
    await using folder = await Folder.create();
    const files = await certify(folder, 'gone');
    const env = { PORT: '0', METRICS_PORT: '0', LOG_FORMAT: 'json', ...files };
    const { code, output } = await runShoal(['start'], {
      env: { ...env, SSL_KEY_PATH: `${folder.path}/none.pem` },
    });
    expect(code).toBe(1);
    expect(output).toContain('ssl.key_path');
    const broken = await folder.write('cert.pem', 'nonsense');
    expect(await runShoal(['start'], { env: { ...env, SSL_CERT_PATH: broken } })).toMatchObject({ code: 1 });
  });
});

describe('the redirect of plain HTTP', () => {
  it('sends requests to the TLS port with method and body, and refuses WebSockets with 4000', async () => {
    await using folder = await Folder.create();
    const [httpPort = 0] = await freePorts(1);
    const env = { SSL_REDIRECT_HTTP: '1', SSL_HTTP_PORT: String(httpPort) };
    await using shoal = await startShoal({ env: { ...(await certify(folder, 'any')), ...env } });
    const plain = { host, port: httpPort };
    const answer = await httpRequest(plain, {
      method: 'POST',
      path: '/apps/app-id/events?a=b%20c',
      headers: { host: `shop.example:${httpPort}` },
      body: '{}',
    });
    expect(answer.status).toBe(308);
    expect(answer.headers.location).toBe(`https://shop.example:${shoal.port}/apps/app-id/events?a=b%20c`);
    await using client = await RawClient.open(`ws://${host}:${httpPort}/app/app-key`);
    const message = 'This application accepts only TLS connections: reconnect with wss://';
    expect((await client.next('pusher:error')).data).toEqual({ code: 4000, message });
    expect(await client.closed).toEqual({ code: 4000, reason: message });
    const metrics = await scrapeMetrics({ host, metricsPort: shoal.metricsPort });
    expect(metrics.sum('sockudo_connection_attempts_total', { outcome: 'bad_protocol' })).toBe(1);
  });
});
