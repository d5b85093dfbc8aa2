import { RecordIds, systemClock } from '@shoal/core';
import { PlayedReceiver } from '@shoal/core/testing';
import { textFrame } from '@shoal/protocol';
import { eventually, type SingleRedis, startRedis } from '@shoal/testing';
import { type BusObserver, createRedisPorts, type RedisPorts } from '../../src/index.js';
import { SlowLine } from '../bus/slow-line.js';
import { RecordingLog } from '../connection/recording-log.js';

jest.setTimeout(60_000);

let redis: SingleRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(async () => {
  await redis?.[Symbol.asyncDispose]();
});

/** What one node has on Redis. */
class Member {
  readonly receiver = new PlayedReceiver();
  /** Seconds that packets took to come; undefined where that is not known yet. */
  readonly ages: (number | undefined)[] = [];
  readonly ports: RedisPorts;

  private constructor(prefix: string, { port = redis.port, wallAhead = 0 } = {}) {
    const observer: BusObserver = {
      published() {},
      received: (seconds) => this.ages.push(seconds),
      failed() {},
    };
    this.ports = createRedisPorts({
      settings: { keyPrefix: prefix, deployment: { kind: 'single', host: redis.host, port, db: 0 } },
      nodeId: `node-${Math.random()}`,
      clock: { ...systemClock, wall: () => systemClock.wall() + wallAhead },
      ...{ pubsub: 'sharded', recordIds: new RecordIds(), log: new RecordingLog(), observer },
      grace: { frames: 0, webhooks: 0, drain: 0 },
      ...{ cache: { lifetime: 1000, maxBytes: 1000 }, idempotency: { lifetime: 1000 } },
      webhooks: { passOn: async () => {}, linger: 0 },
    });
  }

  static async start(prefix: string, options?: { port?: number; wallAhead?: number }): Promise<Member> {
    const member = new Member(prefix, options);
    const { adapter, stores } = member.ports;
    await stores.channels.start({ look() {}, recorded() {}, departed() {}, arrived() {}, held: () => [] });
    await adapter.start(member.receiver);
    await member.ports.start();
    return member;
  }

  /** Resolves when it finds so many nodes; a part of Redis may be away for a moment. */
  async untilNodes(count: number): Promise<void> {
    const find = async () => (await this.ports.countCluster().catch(() => undefined))?.nodes === count;
    await eventually(find, { what: `${count} nodes` });
  }

  /** Publishes until another node hears something of known age. @returns that, in seconds */
  async reach(to: Member): Promise<number> {
    const known = () => to.ages.find((age) => age !== undefined) ?? false;
    const publish = () => {
      this.publish('text');
      return known();
    };
    return await eventually(publish, { withinMs: 20_000, everyMs: 100, what: 'a message of known age' });
  }

  private publish(text: string): void {
    const channel = { appId: 'app-id', name: 'a' };
    const acceptedAt = systemClock.now();
    this.ports.adapter.publish({ channel, frames: textFrame(text), messages: 1, acceptedAt, exclusions: [] });
  }
}

test('what comes over a slow Redis is as old as its acceptance, whatever the wall clocks say', async () => {
  const delay = 400;
  await using line = await SlowLine.open(redis.port, delay);
  const from = await Member.start('slow:', { port: line.port, wallAhead: -3_600_000 });
  const to = await Member.start('slow:');
  await to.ports.adapter.subscribe({ appId: 'app-id', name: 'a' });
  const seconds = await from.reach(to);
  // A line that is slow one way hides half of that from who asks the time over it.
  expect(seconds).toBeGreaterThan(delay / 2000 - 0.05);
  expect(seconds).toBeLessThan(60);
  const batch = to.receiver.batches[to.ages.indexOf(seconds)];
  expect(systemClock.now() - (batch?.acceptedAt ?? 0)).toBeGreaterThanOrEqual(1_000 * seconds);
  await Promise.all([from, to].map(({ ports }) => ports.close()));
});

test('nothing comes before it was accepted, by clocks that disagree', async () => {
  const from = await Member.start('ahead:', { wallAhead: 3_600_000 });
  const to = await Member.start('ahead:');
  await to.ports.adapter.subscribe({ appId: 'app-id', name: 'a' });
  const seconds = await from.reach(to);
  expect(seconds).toBeGreaterThanOrEqual(0);
  expect(seconds).toBeLessThan(60);
  for (const { acceptedAt } of to.receiver.batches) expect(acceptedAt).toBeLessThanOrEqual(systemClock.now());
  await Promise.all([from, to].map(({ ports }) => ports.close()));
});

test('nodes are counted, and a lease is as old as its last renewal', async () => {
  const one = await Member.start('members:');
  const two = await Member.start('members:');
  await one.untilNodes(2);
  await two.ports.close();
  await one.untilNodes(1);
  const { leaseAge = Number.NaN, sweptConnections } = one.ports.membership();
  expect(leaseAge).toBeGreaterThanOrEqual(0);
  expect(leaseAge).toBeLessThan(10_000);
  expect(sweptConnections).toBe(0);
  await one.ports.close();
});
