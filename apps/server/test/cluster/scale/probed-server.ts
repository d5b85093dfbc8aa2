import { freePorts, httpRequest, type ServerProcess } from '@shoal/testing';
import { startImpatientServer } from '../../use-server.js';

const host = '127.0.0.1';
const probe = new URL('./loop-probe.mjs', import.meta.url);

/** What the process says of itself, in milliseconds and bytes. */
export interface Observation {
  /** The longest time for which the event loop looked at nothing, since the last question. */
  readonly stall: {
    /** Of it, what the process spent on a processor. */
    readonly busy: number;
    /** By the clock: also what the machine gave to others. */
    readonly wall: number;
  };
  readonly heapUsed: number;
  readonly rss: number;
}

/** A server with an observer inside. Use it with `await using`. */
export class ProbedServer implements AsyncDisposable {
  readonly node: ServerProcess;
  readonly #port: number;

  private constructor(node: ServerProcess, port: number) {
    this.node = node;
    this.#port = port;
  }

  static async start(env: Readonly<Record<string, string>>): Promise<ProbedServer> {
    const [port = 0] = await freePorts(1);
    const inside = { NODE_OPTIONS: `--import ${probe.href}`, PROBE_PORT: String(port) };
    const node = await startImpatientServer({ env: { ...env, ...inside }, readyWithinMs: 40_000 });
    return new ProbedServer(node, port);
  }

  /** What was seen since the last question. */
  async observe(): Promise<Observation> {
    return await this.#ask('/');
  }

  /** The same, after garbage was collected. */
  async observeCollected(): Promise<Observation> {
    return await this.#ask('/collected');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.node[Symbol.asyncDispose]();
  }

  async #ask(path: string): Promise<Observation> {
    const { text } = await httpRequest({ host, port: this.#port }, { path });
    return JSON.parse(text);
  }
}
