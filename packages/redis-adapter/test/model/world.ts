import type { WebhookRecord } from '@shoal/core';
import { MemoryBus, type TestClient } from '@shoal/core/testing';
import type { Redis } from 'ioredis';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import { type Action, channels, type Scenario, users } from './action.js';
import { ClientView } from './client-view.js';
import type { Journey, SimulatedLink } from './simulated-link.js';
import { SimulatedNode } from './simulated-node.js';
import { SimulatedQueue } from './simulated-queue.js';
import { SimulatedRedis } from './simulated-redis.js';

/** One socket, which subscribes to one channel once. */
export interface Client {
  readonly node: SimulatedNode;
  readonly client: TestClient;
  readonly view: ClientView;
  readonly channel: string;
  readonly user: string | undefined;
  isGone: boolean;
}

interface Delivery {
  readonly at: number;
  readonly to: number;
  readonly arrive: () => void;
}

const NODES = 3;
const STEP_MS = 10;
const QUIET_STEP_MS = 50;
/** A lease, the patience of sweepers, a comparison, and as much again for what these start. */
const QUIET_MS = 27_000;

/** Several nodes, their bus and one Redis, under one time. */
export class World {
  readonly scenario: Scenario;
  readonly nodes: SimulatedNode[] = [];
  readonly clients: Client[] = [];
  readonly queue: SimulatedQueue;
  readonly redis: SimulatedRedis;
  /** Whether a bucket has lost everything. */
  isForgetful = false;
  /** What was so before then was never lost. */
  remembersUntil = Number.POSITIVE_INFINITY;
  private snapshotAt = 0;
  private readonly prefix: string;
  private readonly random: SeededRandom;
  private readonly bus: MemoryBus;
  private deliveries: Delivery[] = [];
  private time = 1_000_000;
  /** Something was asked of a node outside of a step. */
  private isTouched = true;

  constructor(scenario: Scenario, client: Redis, prefix: string) {
    this.scenario = scenario;
    this.prefix = prefix;
    this.random = new SeededRandom(scenario.seed);
    this.redis = new SimulatedRedis(client, prefix);
    this.queue = new SimulatedQueue(this.random, () => this.time);
    this.bus = new MemoryBus(({ link, kind }, arrive) => {
      if (kind === 'hint') this.carry(Number(link.split(' ')[1]), arrive);
    });
  }

  async start(): Promise<void> {
    for (let count = 0; count < NODES; count += 1) {
      await this.addNode();
      // Their timers are not in step.
      await this.pass(this.random.between(100, 700), STEP_MS);
    }
    await this.strike('snapshot');
  }

  async play(): Promise<void> {
    for (const action of this.scenario.actions) await this.act(action);
  }

  /** Lets everything come to rest. */
  async quieten(): Promise<void> {
    this.queue.calm();
    for (const node of this.nodes) if (node.state === 'paused') node.resume();
    await this.pass(QUIET_MS, QUIET_STEP_MS);
  }

  /** Every record that was passed on, in this order; one that is passed on again comes again. */
  get records(): WebhookRecord[] {
    return this.queue.batches.flatMap(({ records }) => records);
  }

  get running(): SimulatedNode[] {
    return this.nodes.filter(({ state }) => state === 'running');
  }

  /** Asks while time goes on. */
  async ask<T>(question: Promise<T>): Promise<T> {
    this.isTouched = true;
    let isAnswered = false;
    const answer = question.finally(() => {
      isAnswered = true;
    });
    answer.catch(() => undefined);
    for (let steps = 0; !isAnswered && steps < 500; steps += 1) await this.step(STEP_MS);
    return answer;
  }

  async close(): Promise<void> {
    for (const node of this.nodes) node.close();
    await this.redis.close();
  }

  private async addNode(): Promise<void> {
    const { scenario, random, bus, queue, prefix } = this;
    const name = `node${this.nodes.length}`;
    this.nodes.push(
      await SimulatedNode.start({ ...{ name, prefix, scenario, random, bus, queue }, now: () => this.time }),
    );
  }

  private async act(action: Action): Promise<void> {
    this.isTouched = true;
    switch (action.kind) {
      case 'join':
        this.join(action);
        break;
      case 'leave':
        this.leave(action);
        break;
      case 'wait':
        await this.pass(action.ms, action.ms > 1500 ? QUIET_STEP_MS : STEP_MS);
        break;
      case 'cut':
        this.pick(action.node)?.cut(action.ms, action.isLate);
        break;
      case 'stall':
        this.pick(action.node)?.stall(action.ms);
        break;
      case 'kill':
        await this.kill(this.pick(action.node));
        break;
      case 'trap':
        this.queue.setTrap(action.moment);
        break;
      case 'upset':
        this.queue.upset(action.trouble, action.ms);
        break;
      case 'pause':
        this.pick(action.node)?.pause();
        break;
      case 'resume':
        this.nodes.filter(({ state }) => state === 'paused')[0]?.resume();
        break;
      default:
        await this.strike(action.kind);
    }
  }

  private join({ node: index, user, info, channel }: Action & { kind: 'join' }): void {
    const node = this.pick(index);
    const name = channels[channel];
    if (node === undefined || name === undefined) return;
    const client = node.connect();
    const isPresence = name.startsWith('presence-');
    const userId = isPresence ? users[user] : undefined;
    const options = userId === undefined ? {} : { userId, ...(info === 0 ? {} : { userInfo: info }) };
    client.subscribe(name, options);
    this.clients.push({ node, client, view: new ClientView(), channel: name, user: userId, isGone: false });
  }

  private leave({ client: index, isClose }: Action & { kind: 'leave' }): void {
    const here = this.clients.filter(({ isGone, node }) => !isGone && node.state === 'running');
    const leaving = here[index % Math.max(1, here.length)];
    if (leaving === undefined) return;
    leaving.isGone = true;
    if (isClose) leaving.client.close();
    else leaving.client.unsubscribe(leaving.channel);
  }

  /** A node dies at once, and another one is started. */
  private async kill(node: SimulatedNode | undefined): Promise<void> {
    if (node === undefined) return;
    node.kill();
    for (const client of this.clients) if (client.node === node) client.isGone = true;
    await this.addNode();
  }

  private async strike(kind: 'snapshot' | 'failover' | 'flush'): Promise<void> {
    if (kind === 'snapshot') {
      this.snapshotAt = this.time;
      await this.redis.snapshot();
    } else if (kind === 'flush') await this.redis.flush();
    else {
      // Behind a proxy lines outlive the server.
      if (this.random.chance(0.5))
        for (const { link } of this.nodes) link.cut(this.random.between(0, 300), false);
      this.remembersUntil = Math.min(this.remembersUntil, this.snapshotAt);
      await this.redis.failOver();
    }
    this.isForgetful ||= (await this.redis.countBuckets()) < this.scenario.buckets;
  }

  private pick(index: number): SimulatedNode | undefined {
    const { running } = this;
    return running[index % Math.max(1, running.length)];
  }

  private async pass(milliseconds: number, step: number): Promise<void> {
    const end = this.time + milliseconds;
    while (this.time < end) await this.step(Math.min(step, end - this.time));
  }

  private async step(milliseconds: number): Promise<void> {
    this.time += milliseconds;
    const isAsked = this.isTouched;
    this.isTouched = false;
    const ran = this.nodes.map((node) => node.run(this.time, milliseconds));
    const isHinted = this.deliver();
    await this.execute();
    if (!isAsked && !isHinted && !ran.includes(true)) return;
    await this.settle();
    for (const { view, client, node } of this.clients)
      if (node.state === 'running') view.read(client.take(), this.time);
    for (const node of this.running) if (node.isDoomed) await this.kill(node);
  }

  /** Ends ticks and lets promises go on until everybody is at rest. */
  private async settle(): Promise<void> {
    for (let rounds = 0; rounds < 2 || this.running.some(({ test }) => !test.clock.isAtRest); rounds += 1) {
      for (const node of this.running) node.endTick();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Redis executes what has arrived, of the nodes in any order. */
  private async execute(): Promise<void> {
    const arrived: { link: SimulatedLink; journey: Journey }[] = [];
    const links = this.nodes.map(({ link }) => link);
    for (let left = links.length; left > 0; left -= 1) {
      const [link] = links.splice(this.random.between(0, left - 1), 1);
      for (const journey of link?.arrived() ?? []) if (link !== undefined) arrived.push({ link, journey });
    }
    if (arrived.length === 0) return;
    const replies = await this.redis.execute(
      arrived.map(({ journey }) => journey.call),
      this.time,
    );
    arrived.forEach(({ link, journey }, at) => {
      link.executed(journey, replies[at]);
    });
  }

  /** @param to position of the node, as the bus counts */
  private carry(to: number, arrive: () => void): void {
    const { lostHints } = this.scenario;
    const copies = this.random.chance(lostHints / 100) ? 0 : this.random.chance(lostHints / 100) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      this.deliveries.push({ at: this.time + this.random.between(0, 400), to, arrive });
    }
  }

  /** @returns whether a hint arrived */
  private deliver(): boolean {
    const due = this.deliveries.filter(({ at }) => at <= this.time);
    this.deliveries = this.deliveries.filter(({ at }) => at > this.time);
    for (const { to, arrive } of due) if (this.nodes[to]?.state === 'running') arrive();
    return due.length > 0;
  }
}
