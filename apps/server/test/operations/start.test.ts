import { createServer, type Server } from 'node:net';
import { freePorts, httpRequest, scrapeMetrics } from '@shoal/testing';
import { startImpatientServer } from '../use-server.js';
import { runShoal, startShoal } from './run-shoal.js';

const host = '127.0.0.1';

function listenOn(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, () => resolve(server));
  });
}

/** The documented metrics port when nobody has it, else any. */
async function metricsPort(): Promise<{ port: number; env: Record<string, string> }> {
  const probe = await listenOn(9601);
  if (probe !== undefined) {
    await new Promise((resolve) => probe.close(resolve));
    return { port: 9601, env: {} };
  }
  const [port = 0] = await freePorts(1);
  return { port, env: { SOKETI_METRICS_SERVER_PORT: String(port) } };
}

describe('the two lines of the metrics guide', () => {
  it('SOKETI_METRICS_ENABLED=1 shoal start; curl http://127.0.0.1:9601/metrics', async () => {
    const { port, env } = await metricsPort();
    await using _shoal = await startShoal({
      metricsPort: port,
      env: { ...env, SOKETI_METRICS_ENABLED: '1' },
    });
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    const text = await answer.text();
    expect(text).toMatch(/^# HELP sockudo_active_connections .+\.$/m);
    expect(text).toMatch(/^# TYPE sockudo_active_connections gauge$/m);
    expect(text).toMatch(/^# TYPE sockudo_process_cpu_seconds_total counter$/m);
  });
});

describe('the ports', () => {
  it('serve metrics and health on one, and everything else on the other', async () => {
    await using server = await startImpatientServer();
    const metrics = { host, port: server.metricsPort };
    expect(await httpRequest(metrics, { path: '/metrics' })).toMatchObject({ status: 200 });
    expect(await httpRequest(metrics, { path: '/live' })).toMatchObject({
      status: 200,
      body: { status: 'live' },
    });
    expect(await httpRequest(metrics, { path: '/ready' })).toMatchObject({
      status: 200,
      body: { status: 'ready', reasons: [] },
    });
    expect(await httpRequest(metrics, { path: '/apps/app-id/channels' })).toMatchObject({ status: 404 });
    expect(await httpRequest(metrics, { path: '/metrics', method: 'POST' })).toMatchObject({ status: 405 });
    expect(await httpRequest(server, { path: '/metrics' })).toMatchObject({ status: 404 });
    expect((await scrapeMetrics(server)).value('sockudo_ready')).toBe(1);
  });

  it('may do without metrics', async () => {
    await using server = await startImpatientServer({ env: { METRICS_ENABLED: '0' } });
    await expect(scrapeMetrics(server)).rejects.toThrow('ECONNREFUSED');
    expect(await httpRequest(server, { path: '/live' })).toMatchObject({ status: 200 });
  });

  it.each([
    ['the public port', 'PORT'],
    ['the metrics port', 'METRICS_PORT'],
  ])('name their setting when somebody has taken %s, and the start fails', async (_port, setting) => {
    const taken = await listenOn(0);
    const address = taken?.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    const env = { HOST: host, METRICS_HOST: '0.0.0.0', PORT: '0', METRICS_PORT: '0', LOG_FORMAT: 'json' };
    const { code, output } = await runShoal(['start'], { env: { ...env, HOST: '0.0.0.0', [setting]: port } });
    taken?.close();
    expect(code).toBe(1);
    expect(output).toMatch(/taken/);
    expect(output).toContain(port);
    expect(output).toContain(setting);
  });
});

describe('the command', () => {
  it('says what there is', async () => {
    const { code, output } = await runShoal(['--help']);
    expect(code).toBe(0);
    expect(output).toMatch(/Usage: shoal/);
    expect(output).toMatch(/--config/);
  });

  it('says its version', async () => {
    const { code, output } = await runShoal(['--version']);
    expect(code).toBe(0);
    expect(output).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it.each([
    [['stop'], "Unknown command 'stop'"],
    [['start', 'now'], "Unexpected argument 'now'"],
    [['--colour'], '--colour'],
    [['--config'], '--config'],
  ])('refuses %j with code 2', async (args, message) => {
    const { code, output } = await runShoal(args);
    expect(code).toBe(2);
    expect(output).toContain(message);
    expect(output).toContain('Run with --help');
  });
});
