import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPusherServer, eventually, freePorts, GiveUpError, ServerProcess } from '@shoal/testing';
import { Examples } from '../examples.js';
import { startTimeout } from '../use-server.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const documentedPort = 6001;

/** The example that uses this library, line by line. */
async function exampleWith(library: string): Promise<string> {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/```js\n(.*?)```/gs)].map(([, code = '']) => code);
  const found = blocks.filter((code) => code.includes(`from '${library}'`));
  expect(found).toHaveLength(1);
  return found.join('');
}

async function startOn(port: number): Promise<ServerProcess> {
  const [metricsPort = 0] = await freePorts(1);
  const env = { DRAIN_DELAY: '0' };
  const server = new ServerProcess({ env }, { port, metricsPort, configFile: undefined });
  // Not /ready: on a port that is taken, somebody else would answer.
  const hasStarted = () => {
    if (server.exit !== undefined) throw new GiveUpError(server.output.text);
    return server.logs().some(({ message }) => message === 'server started');
  };
  await eventually(hasStarted, { withinMs: startTimeout, what: 'a server' });
  return server;
}

/** On the documented port, or on another one while somebody else has it. */
async function start(): Promise<ServerProcess> {
  try {
    return await startOn(documentedPort);
  } catch (error) {
    if (!String(error).includes('EADDRINUSE')) throw error;
    process.stdout.write(`Port ${documentedPort} is taken: the examples of README.md run on another one\n`);
    const [port = 0] = await freePorts(1);
    return await startOn(port);
  }
}

it.each(['pusher-js', 'pusher'])('the example with %s has at most ten lines', async (library) => {
  expect((await exampleWith(library)).trimEnd().split('\n').length).toBeLessThanOrEqual(10);
});

it(
  'the examples of README.md do what they say, as they stand there',
  async () => {
    await using server = await start();
    await using examples = await Examples.create();
    const example = async (library: string) =>
      (await exampleWith(library)).replaceAll(String(documentedPort), String(server.port));

    await using client = await examples.run('client', await example('pusher-js'));
    await eventually(
      async () => {
        const answer = await createPusherServer(server).get({ path: '/channels/news' });
        return (await answer.text()) === '{"occupied":true}';
      },
      { what: 'the client of README.md to subscribe' },
    );
    await using backend = await examples.run('backend', await example('pusher'));
    expect(await backend.exited).toEqual({ code: 0, signal: null });
    await eventually(() => client.output.text.includes('shipped: 1'), {
      what: 'the client of README.md to print what the backend of README.md published',
    });
    expect(backend.output.text).toBe('');
    expect(client.output.text).toBe('shipped: 1');
  },
  2 * startTimeout,
);

it('every variable that it says to set is one that the server reads', async () => {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const reference = await readFile(join(root, 'docs/configuration.md'), 'utf8');
  const laravels = ['BROADCAST_CONNECTION'];
  const names = [...readme.matchAll(/\b([A-Z][A-Z_]+)=/g)].map(([, name = '']) => name);
  expect(names).toEqual(expect.arrayContaining(['COMPAT', 'METRICS_ENABLED']));
  expect(names.filter((name) => !laravels.includes(name) && !reference.includes(`\`${name}\``))).toEqual([]);
});

it('the document stays short', async () => {
  const lines = (await readFile(join(root, 'README.md'), 'utf8')).split('\n');
  expect(lines.length).toBeLessThanOrEqual(150);
});
