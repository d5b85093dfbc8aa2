import { eventually, type SingleRedis, scrapeMetrics, startRedis } from '@shoal/testing';
import { readiness, ready } from '../cluster-answers.js';
import { Churn, type ChurnOptions } from './churn.js';
import { ProbedServer } from './probed-server.js';

jest.setTimeout(1_800_000);

const mebibyte = 1024 * 1024;

/** What a process may hold more than before, all garbage collected: code that was compiled, tables that have grown. */
const margin = { heapUsed: 10 * mebibyte, rss: 64 * mebibyte };

/** Subscriptions a second, and as many that are taken back. A machine that is too slow takes longer. */
const perSecond = 5_000;

/** A node listens on for five seconds after a channel was left; and a busy machine has its share. */
const lingered = 60_000;

/** Keys, and channels that are listened to: the names of what a node at rest has do not depend on who was there. */
async function sizeOf({ server }: SingleRedis): Promise<unknown> {
  const keys = await server.command('DBSIZE');
  const channels = (await server.command('PUBSUB', 'SHARDCHANNELS')).split('\n');
  return { keys, channels: channels.length };
}

/** Looks at `/ready` once a second until the work is done. @returns what it said that was not `ready` */
async function doubtsDuring(server: ProbedServer, work: Promise<unknown>): Promise<unknown[]> {
  const doubts: unknown[] = [];
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  const look = async () => {
    const said = await readiness(server.node);
    if (JSON.stringify(said) !== JSON.stringify(ready)) doubts.push(said);
    return isDone;
  };
  await eventually(look, { withinMs: 900_000, everyMs: 1_000, what: 'the end of the churn' });
  await done;
  return doubts;
}

it('who comes and goes five thousand times a second leaves nothing behind', async () => {
  await using redis = await startRedis();
  const url = `redis://${redis.host}:${redis.port}`;
  await using server = await ProbedServer.start({ ADAPTER_DRIVER: 'redis', REDIS_URL: url });
  using churn = await Churn.on(server.node);
  const { currentTestName } = expect.getState();
  const report = (what: string) => process.stdout.write(`${currentTestName}: ${what}\n`);

  async function play(what: string, options: Omit<ChurnOptions, 'perSecond'>) {
    let rate = 0;
    const work = churn.run({ perSecond, ...options }).then((measured) => {
      rate = measured;
    });
    expect(await doubtsDuring(server, work)).toEqual([]);
    expect(churn.faults).toEqual([]);
    return `${what}, ${rate} of each a second`;
  }

  async function atRest() {
    const { heapUsed, rss } = await server.observeCollected();
    return { heapUsed, rss };
  }

  // What is compiled and allocated once belongs to the base.
  await play('warm-up', { seconds: 10, nameOf: (index) => `warm-up-${index}` });
  const isQuiet = async () => {
    const before = await sizeOf(redis);
    expect(before).toMatchObject({ channels: quietChannels });
  };
  await eventually(isQuiet, { withinMs: lingered, everyMs: 500 });
  const size = await sizeOf(redis);
  const base = await atRest();
  const told = (memory: typeof base) =>
    `heap ${(memory.heapUsed / mebibyte).toFixed(1)} MiB, rss ${(memory.rss / mebibyte).toFixed(1)} MiB`;
  report(`base: ${told(base)}`);

  for (const [what, options] of phases) {
    const played = await play(what, options);
    await eventually(async () => expect(await sizeOf(redis)).toEqual(size), {
      withinMs: lingered,
      everyMs: 500,
      what: 'Redis as it was',
    });
    const memory = await atRest();
    report(`${played}: ${told(memory)}`);
    expect(memory.heapUsed).toBeLessThan(base.heapUsed + margin.heapUsed);
    expect(memory.rss).toBeLessThan(base.rss + margin.rss);
  }
  const metrics = await scrapeMetrics(server.node);
  expect(metrics.sum('sockudo_active_channels')).toBe(0);
  expect(metrics.sum('sockudo_adapter_errors_total')).toBe(0);
});

const phases: readonly [string, Omit<ChurnOptions, 'perSecond'>][] = [
  ['ever new names', { seconds: 60, nameOf: (index) => `new-${index}` }],
  ['2,000 names', { seconds: 20, nameOf: (index) => `old-${index % 2_000}` }],
];

/** What `PUBSUB SHARDCHANNELS` prints for a node without channels: its two common channels. */
const quietChannels = 2;
