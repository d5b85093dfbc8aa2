import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { httpRequest } from '../http-request.js';
import { startServer } from './server-process.js';

// The real server is started by the tests of apps/server; these scripts stand in for its ways to behave.
const listen = `
  import { createServer } from 'node:http';
  let ready = false;
  setImmediate(() => { ready = true; });
  const answer = (request, response) => response.writeHead(ready ? 200 : 503).end(JSON.stringify(process.argv));
  createServer(answer).listen(process.env.PORT, process.env.HOST);
`;

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'shoal-kit-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function script(name: string, source: string): Promise<string> {
  const file = join(directory, `${name}.mjs`);
  await writeFile(file, source);
  return file;
}

describe('startServer', () => {
  it('gives a server that is ready, on ports of its own, with the default app', async () => {
    const entry = await script('ready', listen);
    await using first = await startServer({ entry });
    await using second = await startServer({ entry });
    const ports = [first.port, first.metricsPort, second.port, second.metricsPort];
    expect(new Set(ports).size).toBe(4);
    expect(first.app).toEqual({ id: 'app-id', key: 'app-key', secret: 'app-secret' });
    expect(await httpRequest(first, { path: '/ready' })).toMatchObject({ status: 200 });
  });

  it('passes arguments, the configuration as a file, and the environment it was given: no other', async () => {
    const report = `console.log(JSON.stringify({ arguments: process.argv.slice(2), environment: process.env }));`;
    const read = `import { readFileSync } from 'node:fs'; console.log(readFileSync(process.argv[4], 'utf8'));`;
    const entry = await script('arguments', `${read}${listen}${report}`);
    process.env.SHOAL_TEST_LEAK = 'leaked';
    let file = '';
    {
      await using server = await startServer({
        entry,
        args: ['--check'],
        config: { debug: true },
        env: { DEBUG: '1', PORT: '1' },
      });
      const [config, started] = server.logs();
      expect(config).toEqual({ debug: true });
      expect(started).toMatchObject({
        arguments: ['start', '--config', expect.stringMatching(/config\.json$/), '--check'],
        environment: {
          DEBUG: '1',
          PORT: String(server.port),
          METRICS_PORT: String(server.metricsPort),
          HOST: '127.0.0.1',
          LOG_FORMAT: 'json',
        },
      });
      expect(started?.environment).not.toHaveProperty('SHOAL_TEST_LEAK');
      file = server.output.text.match(/"(\/[^"]*config\.json)"/)?.[1] ?? '';
      expect(existsSync(file)).toBe(true);
    }
    expect(existsSync(file)).toBe(false);
  });

  it('fails at once, with the output, when the process ends', async () => {
    const entry = await script('dies', `console.error('unknown key "prot"'); process.exit(3);`);
    await expect(startServer({ entry })).rejects.toThrow(
      'The process ended (3). It wrote:\nunknown key "prot"',
    );
  });

  it('fails with the output when the server never becomes ready', async () => {
    const entry = await script('waits', `console.log('waiting for Redis'); setInterval(() => {}, 1000);`);
    await expect(startServer({ entry, readyWithinMs: 3_000 })).rejects.toThrow(
      /Not within 3000 ms: a ready process.*ECONNREFUSED.*\nwaiting for Redis/s,
    );
  });

  it('tries other ports when one is taken', async () => {
    const flag = join(directory, 'second');
    const fail = `
      import { existsSync, writeFileSync } from 'node:fs';
      if (!existsSync('${flag}')) {
        writeFileSync('${flag}', '');
        throw new Error('listen EADDRINUSE');
      }`;
    await using server = await startServer({ entry: await script('taken', fail + listen) });
    expect(server.exit).toBeUndefined();
  });
});

describe('a server process', () => {
  it('says how it ended, whoever ended it', async () => {
    await using server = await startServer({ entry: await script('killed', listen) });
    server.signal('SIGKILL');
    expect(await server.exited).toEqual({ code: null, signal: 'SIGKILL' });
    expect(await server.stop()).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('is asked to end, and may end well', async () => {
    const graceful = `process.once('SIGTERM', () => { console.log('draining'); process.exit(0); });`;
    await using server = await startServer({ entry: await script('graceful', graceful + listen) });
    expect(await server.stop()).toEqual({ code: 0, signal: null });
    expect(server.output.text).toBe('draining');
  });

  it('is killed when it does not end', async () => {
    const deaf = `process.on('SIGTERM', () => {});`;
    await using server = await startServer({ entry: await script('deaf', deaf + listen), killAfterMs: 50 });
    expect(await server.stop()).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('keeps lines that are no structured log out of it', async () => {
    const noisy = `console.log('{"message":"ready"}'); console.error('plain'); console.log('{broken');`;
    await using server = await startServer({ entry: await script('noisy', noisy + listen) });
    expect(server.logs()).toEqual([{ message: 'ready' }]);
    expect(server.output.text.split('\n').sort()).toEqual(['plain', '{"message":"ready"}', '{broken']);
  });
});
