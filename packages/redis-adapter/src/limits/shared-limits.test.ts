import type { Clock } from '@shoal/core';
import { FakeClock } from '@shoal/core/testing';
import type { Query } from '../buckets/command.js';
import { ScriptReply } from '../buckets/script-reply.js';
import { settlePoints } from '../scripts/limits/settle-points.js';
import { tellTime } from '../scripts/limits/tell-time.js';
import { SeededRandom } from '../testing/seeded-random.js';
import type { LimitBucket } from './limit-bucket.js';
import { SharedClock } from './shared-clock.js';
import { SharedLimits } from './shared-limits.js';

/** Redis, as far as limits see it, with a clock of its own. */
class PlayedLedger {
  isAway = false;
  readonly settlements: string[][] = [];
  private readonly windows = new Map<string, Map<string, number>>();

  execute({ script, args }: Query, now: number): ScriptReply {
    if (script === tellTime) return new ScriptReply('OK', 'epoch', [Math.floor(now)]);
    expect(script).toBe(settlePoints);
    const [processId = '', , ...counts] = args;
    this.settlements.push(counts);
    const totals: number[] = [];
    for (let at = 0; at < counts.length; at += 2) {
      const ref = counts[at] ?? '';
      const window = this.windows.get(ref) ?? new Map<string, number>();
      this.windows.set(ref, window.set(processId, Number(counts[at + 1])));
      totals.push([...window.values()].reduce((sum, points) => sum + points, 0));
    }
    return new ScriptReply('OK', 'epoch', totals);
  }
}

interface NodeOptions {
  /** How far the node's own clock is ahead (ms). */
  readonly ahead?: number;
  /** Milliseconds to Redis, and back. */
  readonly way?: readonly [there: () => number, back: () => number];
}

/** Nodes around one ledger, in a time that the test moves. */
class PlayedCluster {
  /** Redis' own. */
  readonly clock = new FakeClock();
  readonly ledger = new PlayedLedger();
  private nodes = 0;

  addNode({ ahead = 0, way: [there, back] = [() => 1, () => 1] }: NodeOptions = {}): SharedLimits {
    const { clock, ledger } = this;
    const own: Clock = Object.assign(Object.create(clock), { now: () => clock.now() + ahead });
    const bucket: LimitBucket = {
      ask: (query) =>
        new Promise((resolve, reject) => {
          if (ledger.isAway) return reject(new Error('away'));
          clock.after(there(), () => {
            const reply = ledger.execute(query, clock.now());
            clock.after(back(), () => resolve(reply));
          });
        }),
    };
    this.nodes += 1;
    const buckets = {
      all: [bucket],
      of: () => bucket,
      onRegistered: (listener: (bucket: LimitBucket) => void) => listener(bucket),
    };
    const time = new SharedClock({ buckets, clock: own });
    return new SharedLimits({ buckets, clock: own, time, processId: `process-${this.nodes}` });
  }

  /** Some milliseconds, one after the other, and all that they bring about. */
  async pass(milliseconds: number): Promise<void> {
    for (let left = milliseconds; left > 0; left -= 1) {
      this.clock.advance(1);
      for (let turn = 0; turn < 3; turn += 1) await undefined;
    }
  }

  /** @param within milliseconds after the beginning of the next window */
  async passToNext(within: number): Promise<void> {
    await this.pass(1_000 - (this.clock.now() % 1_000) + within);
  }
}

function take(limits: SharedLimits, { points = 1, limit = 100, limiter = 'events', appId = 'app' } = {}) {
  return limits.take({ appId, limiter, limit, points });
}

/** Takes one point after another. @returns how many were allowed */
function flood(limits: SharedLimits, times: number): number {
  return Array.from({ length: times }, () => take(limits).isAllowed).filter(Boolean).length;
}

async function startThree() {
  const cluster = new PlayedCluster();
  const nodes = [cluster.addNode(), cluster.addNode(), cluster.addNode()] as const;
  await cluster.passToNext(50);
  return { cluster, nodes };
}

test('one node of three lets through exactly the limit at once, and as much in the next second', async () => {
  const { cluster, nodes } = await startThree();
  expect(flood(nodes[0], 100)).toBe(100);
  expect(take(nodes[0])).toEqual({ isAllowed: false, limit: 100, remaining: 0, resetSeconds: 1 });
  await cluster.pass(900);
  expect(take(nodes[0])).toMatchObject({ isAllowed: false });
  await cluster.passToNext(50);
  expect(flood(nodes[0], 300)).toBe(100);
});

test('all of the points are taken or none', async () => {
  const { nodes } = await startThree();
  expect(take(nodes[0], { points: 101 })).toMatchObject({ isAllowed: false });
  expect(take(nodes[0], { points: 99 })).toMatchObject({ isAllowed: true, remaining: 1 });
  expect(take(nodes[0], { points: 2 })).toMatchObject({ isAllowed: false, remaining: 0 });
  expect(take(nodes[0])).toMatchObject({ isAllowed: true, remaining: 0 });
});

test('what one node has let through is missing on the others within 50 ms and a round trip', async () => {
  const { cluster, nodes } = await startThree();
  expect(flood(nodes[0], 60)).toBe(60);
  await cluster.pass(1);
  expect(take(nodes[1])).toMatchObject({ isAllowed: true, remaining: 99 });
  await cluster.pass(52);
  expect(take(nodes[1])).toMatchObject({ isAllowed: true, remaining: 38 });
  expect(flood(nodes[1], 60)).toBe(38);
});

test('limits and apps do not share, and are settled together', async () => {
  const { cluster, nodes } = await startThree();
  take(nodes[0], { points: 100 });
  expect(take(nodes[0], { limiter: 'reads' })).toMatchObject({ isAllowed: true, remaining: 99 });
  expect(take(nodes[0], { appId: 'a:b' })).toMatchObject({ isAllowed: true, remaining: 99 });
  await cluster.pass(50);
  const second = Math.floor(cluster.clock.now() / 1_000);
  expect(cluster.ledger.settlements).toEqual([
    [`events:app:${second}`, '100', `reads:app:${second}`, '1', `events:a%3Ab:${second}`, '1'],
  ]);
});

test('while Redis is away each node has the limit for itself, and afterwards they have it together again', async () => {
  const { cluster, nodes } = await startThree();
  cluster.ledger.isAway = true;
  for (const node of nodes) expect(flood(node, 300)).toBe(100);
  await cluster.passToNext(50);
  for (const node of nodes) expect(flood(node, 40)).toBe(40);
  cluster.ledger.isAway = false;
  // The next point of each brings along the forty that nobody could be told of.
  for (let round = 0; round < 2; round += 1) {
    for (const node of nodes) take(node);
    await cluster.pass(60);
  }
  expect(nodes.map((node) => take(node).isAllowed)).toEqual([false, false, false]);
});

test('a node that has never reached Redis counts, and tells nobody later what its own seconds held', async () => {
  const cluster = new PlayedCluster();
  cluster.ledger.isAway = true;
  const node = cluster.addNode();
  expect(flood(node, 300)).toBe(100);
  cluster.ledger.isAway = false;
  await cluster.pass(100);
  expect(cluster.ledger.settlements).toEqual([]);
});

test('a node at rest asks Redis for nothing', async () => {
  const { cluster, nodes } = await startThree();
  take(nodes[0]);
  await cluster.pass(1_000);
  const { timers } = cluster.clock;
  await cluster.pass(10_000);
  expect([timers, cluster.clock.timers, cluster.ledger.settlements.length]).toEqual([0, 0, 1]);
});

/** Three nodes with clocks and ways to Redis of their own, at most 10 ms there and back. */
function startAnywhere(random: SeededRandom) {
  const cluster = new PlayedCluster();
  const way = [() => random.between(0, 5), () => random.between(0, 5)] as const;
  const nodes = Array.from({ length: 3 }, () => cluster.addNode({ ahead: random.between(-400, 400), way }));
  return { cluster, nodes };
}

test('whatever three nodes are asked, they exceed the limit by no more than two of them let through in 60 ms', async () => {
  const random = new SeededRandom(1);
  for (let run = 0; run < 8; run += 1) {
    const { cluster, nodes } = startAnywhere(random);
    await cluster.passToNext(20);
    const allowed = nodes.map((): number[] => []);
    const burst = random.between(1, 100);
    const chance = random.next() ** 3;
    for (let at = 0; at < 900; at += 1) {
      for (const [index, node] of nodes.entries()) {
        allowed[index]?.push(random.chance(chance) ? flood(node, random.between(1, burst)) : 0);
      }
      await cluster.pass(1);
    }
    const total = allowed.flat().reduce((sum, points) => sum + points, 0);
    const most = Math.max(...allowed.map((points) => mostWithin(60, points)));
    expect(total).toBeLessThanOrEqual(100 + 2 * most);
  }
});

/** Five moments of a second (ms), most of them its first or its last millisecond. */
function fiveMoments(random: SeededRandom): number[] {
  return Array.from({ length: 5 }, () => {
    if (random.chance(0.3)) return random.between(0, 999);
    return random.chance(0.5) ? 0 : 999;
  });
}

test('who keeps to the limit in every second is never refused, wherever and however close to their ends', async () => {
  const random = new SeededRandom(2);
  for (let run = 0; run < 8; run += 1) {
    const { cluster, nodes } = startAnywhere(random);
    await cluster.passToNext(0);
    for (let second = 0; second < 3; second += 1) {
      let passed = 0;
      for (const moment of fiveMoments(random).toSorted((a, b) => a - b)) {
        await cluster.pass(moment - passed);
        passed = moment;
        const node = nodes[random.between(0, 2)];
        expect(node && take(node, { points: 20 })).toMatchObject({ isAllowed: true });
      }
      await cluster.pass(1_000 - passed);
    }
  }
});

/** The largest sum of so many numbers that follow each other. */
function mostWithin(count: number, numbers: readonly number[]): number {
  return Math.max(
    ...numbers.map((_, from) => numbers.slice(from, from + count).reduce((sum, number) => sum + number, 0)),
  );
}
