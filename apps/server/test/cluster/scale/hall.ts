import { ApiClient, eventually, type ServerProcess, scrapeMetrics } from '@shoal/testing';
import { startImpatientServer } from '../../use-server.js';
import { allBecome, degraded, ready } from '../cluster-answers.js';
import { Crowd } from './crowd.js';
import { ProbedServer } from './probed-server.js';

const size = { sockets: 200, channelsEach: 500 };
const channels = size.sockets * size.channelsEach;

/** Channels of which it is looked at whether they hear. */
const sampled = 1_000;
/** Channels that one request may name. */
const channelsPerRequest = 100;

/** Milliseconds in which all channels are listened to and stated again, also on a busy machine. */
const patience = 180_000;

/** A node with a hundred thousand channels, watched from inside, and another one. Use it with `await using`. */
export class Hall implements AsyncDisposable {
  readonly #server: ProbedServer;
  readonly #other: ServerProcess;
  readonly #crowd: Crowd;
  #published = 0;

  private constructor(server: ProbedServer, other: ServerProcess, crowd: Crowd) {
    this.#server = server;
    this.#other = other;
    this.#crowd = crowd;
  }

  static async open(env: Readonly<Record<string, string>>): Promise<Hall> {
    const server = await ProbedServer.start(env);
    const other = await startImpatientServer({ env, readyWithinMs: 40_000 });
    const hall = new Hall(server, other, await Crowd.enter(server.node, size));
    await hall.#settled();
    await hall.hears();
    return hall;
  }

  /**
   * Redis goes and comes back.
   *
   * @returns milliseconds of the longest stall of the event loop until the node was no more degraded
   */
  async survive(lose: () => Promise<unknown>, comeBack: () => Promise<unknown>): Promise<number> {
    const nodes = [this.#server.node, this.#other];
    const isLost = lose();
    await allBecome(nodes, degraded, { withinMs: 20_000 });
    await isLost;
    await this.#server.observe();
    await comeBack();
    await allBecome(nodes, ready, { withinMs: patience });
    const { stall } = await this.#server.observe();
    await this.#settled();
    return stall.busy;
  }

  /** Expects that what the other node publishes is heard once on each channel of the sample. */
  async hears(): Promise<void> {
    this.#published += 1;
    const name = `event-${this.#published}`;
    const sample = this.#crowd.sample(sampled);
    using api = new ApiClient(this.#other);
    for (let from = 0; from < sample.length; from += channelsPerRequest) {
      const some = sample.slice(from, from + channelsPerRequest);
      const { status } = await api.post('/events', { body: { name, channels: some, data: '{}' } });
      expect(status).toBe(200);
    }
    const heard = () => sample.map((channel) => this.#crowd.heardOn(channel));
    const all = Array.from({ length: this.#published }, (_, index) => [`event-${index + 1}`]).flat();
    await eventually(() => heard().every((events) => events.includes(name)), {
      withinMs: 20_000,
      what: 'an event on every channel',
    });
    expect(heard()).toEqual(sample.map(() => all));
    expect(this.#crowd.faults).toEqual([]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#crowd[Symbol.dispose]();
    await Promise.all([this.#server[Symbol.asyncDispose](), this.#other[Symbol.asyncDispose]()]);
  }

  /** Waits until Redis knows all channels. */
  async #settled(): Promise<void> {
    const known = async () => {
      const metrics = await scrapeMetrics(this.#server.node);
      expect(metrics.sum('sockudo_cluster_active_channels')).toBe(channels);
    };
    await eventually(known, { withinMs: patience, everyMs: 1_000, what: 'all channels in Redis' });
    await allBecome([this.#server.node, this.#other], ready, { withinMs: patience });
  }
}
