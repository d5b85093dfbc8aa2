import { setTimeout as pause } from 'node:timers/promises';
import { type Arrival, eventually, type ServerProcess, type Tally } from '@shoal/testing';
import type { Installation } from './installation.js';
import { type Fact, judgeOrder, judgeVisits } from './judge.js';
import { Load, type LoadOptions, REGULAR } from './load.js';
import { isAnyOccupied, isAnyRecorded, queuedJobs, readLetters } from './remains.js';

export interface KillsOptions extends LoadOptions {
  /** Channels that are occupied when the server dies. */
  readonly settled: number;
  /** Whether a server is killed in the middle. */
  readonly killsServer: boolean;
  /** Least and most milliseconds between two kills of workers. Absent: one worker, in the middle. */
  readonly workerKills?: readonly [number, number];
  /** Milliseconds that everything may take to arrive, once the load is over. */
  readonly patience: number;
  readonly say: (text: string) => void;
}

export interface KillsResult {
  readonly tally: Tally;
  /** Arrivals that a receiver drops, because it has their id. */
  readonly duplicates: number;
  readonly letters: number;
  /** Events that are in dead letters, by endpoint and id. */
  readonly buried: number;
  readonly workersKilled: number;
  readonly visits: number;
  /** Visits of which less is expected, because their server had no Redis meanwhile. */
  readonly excused: number;
  /** Milliseconds from the server's death until the last channel that it left occupied was vacated. */
  readonly sweptAfter: number | undefined;
  readonly seconds: number;
  /** What is wrong. */
  readonly faults: readonly string[];
}

/** What the two endpoints are called, in the configuration and in their URLs. */
const everything = { id: 'everything', prefix: '', path: '/everything' };
const ordered = { id: 'ordered', prefix: REGULAR, path: '/ordered' };
const events = ['channel_occupied', 'channel_vacated'];

/** Two endpoints: one for all channels, and one for those that are visited again and again. */
export function endpoints(receiver: string): object[] {
  const url = ({ path }: { path: string }): string => new URL(path, receiver).href;
  return [
    { id: everything.id, url: url(everything), event_types: events },
    {
      ...{ id: ordered.id, url: url(ordered), event_types: events, ordered: true },
      filter: { channel_prefix: REGULAR },
    },
  ];
}

/** No grace, so that each visit is two transitions; and attempts that follow and end quickly. */
export const killsEnvironment = {
  WEBHOOKS_GRACE: '0',
  WEBHOOKS_RETRY_INITIAL_BACKOFF_MS: '100',
  WEBHOOKS_RETRY_MAX_BACKOFF_MS: '1000',
  WEBHOOKS_RETRY_MAX_ATTEMPTS: '3',
};

/** A receiver that takes some milliseconds and fails a fifth of the calls. */
export const receiverArgs = ['--arrivals', '--delay', '3', '--fail-share', '0.2', '--seed', '7'];

/** Plays a load while processes are killed, waits until nothing is under way any more, and judges what has come of it. */
export async function playKills(installation: Installation, options: KillsOptions): Promise<KillsResult> {
  const startedAt = performance.now();
  const play = new Play(installation, options);
  try {
    await play.run();
    await eventually(() => play.isQuiet(), {
      withinMs: options.patience,
      everyMs: 500,
      what: 'an empty queue',
    });
    return { ...(await play.judge()), seconds: (performance.now() - startedAt) / 1000 };
  } finally {
    play.end();
  }
}

class Play {
  readonly #installation: Installation;
  readonly #options: KillsOptions;
  readonly #load: Load;
  readonly #progress: NodeJS.Timeout;
  #workersKilled = 0;
  #serverKilledAt: number | undefined;
  #settled: readonly string[] = [];
  #isOver = false;

  constructor(installation: Installation, options: KillsOptions) {
    this.#installation = installation;
    this.#options = options;
    this.#load = new Load(installation, options);
    this.#progress = setInterval(() => void this.#report(), 5_000);
  }

  /** The load, and the kills as long as it lasts. */
  async run(): Promise<void> {
    const victim = this.#installation.servers.at(-1);
    if (victim === undefined) throw new Error('There is no server');
    this.#settled = await this.#load.settle(victim, this.#options.settled);
    const play = this.#load.play(victim).finally(() => {
      this.#isOver = true;
    });
    // All of them: whoever still starts processes would start them after the end of the test.
    const ends = await Promise.allSettled([play, this.#killWorkers(), this.#killServer(victim)]);
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  }

  /** Everybody has gone, and nothing waits anywhere. In this order: what leaves one place is in the next before. */
  async isQuiet(): Promise<boolean> {
    const { redis } = this.#installation;
    const server = this.#anyServer;
    if ((await isAnyOccupied(server)) || (await isAnyRecorded(redis))) return false;
    const { waiting, active, delayed } = await queuedJobs(server);
    return waiting + active + delayed === 0;
  }

  async judge(): Promise<Omit<KillsResult, 'seconds'>> {
    const { receiver } = this.#installation;
    const [tally, arrivals] = [await receiver.tally(), await receiver.arrivals()];
    const letters = await readLetters(this.#anyServer);
    const expectations = this.#load.ledger.expectations();
    const faults = [everything, ordered].flatMap(({ id, path, prefix }) => {
      const buried = letters.filter(({ endpoint }) => endpoint === id).flatMap((letter) => letter.events);
      const facts: Fact[] = [...at(arrivals, path), ...buried];
      return judgeVisits({ expectations, prefix, facts }).map((fault) => `${id}: ${fault}`);
    });
    return {
      ...{ tally, letters: letters.length, workersKilled: this.#workersKilled },
      visits: this.#load.ledger.visits.length,
      excused: [...expectations.values()].reduce((sum, { excused }) => sum + excused, 0),
      duplicates: tally.events - arrivals.length,
      buried: letters.reduce((sum, letter) => sum + letter.events.length, 0),
      sweptAfter: this.#sweptAfter(arrivals),
      faults: [...faults, ...judgeOrder(at(arrivals, ordered.path))],
    };
  }

  end(): void {
    clearInterval(this.#progress);
  }

  async #killWorkers(): Promise<void> {
    const { workerKills } = this.#options;
    if (workerKills === undefined) {
      await this.#half();
      return this.#killWorker();
    }
    const [least, most] = workerKills;
    while (!this.#isOver) {
      await pause(least + Math.random() * (most - least));
      await this.#killWorker();
    }
  }

  async #killWorker(): Promise<void> {
    const { workers } = this.#installation;
    const victim = workers[Math.floor(Math.random() * workers.length)];
    if (victim === undefined) throw new Error('All workers are dead');
    await this.#installation.kill(victim);
    this.#workersKilled += 1;
    await this.#installation.addWorker();
  }

  async #killServer(victim: ServerProcess): Promise<void> {
    if (!this.#options.killsServer) return;
    await this.#half();
    this.#serverKilledAt = Date.now();
    await this.#installation.kill(victim);
    this.#options.say('a server was killed');
    await this.#installation.addServer();
  }

  async #half(): Promise<void> {
    while (this.#load.done < this.#load.size / 2 && !this.#isOver) await pause(10);
  }

  get #anyServer(): ServerProcess {
    const [server] = this.#installation.servers;
    if (server === undefined) throw new Error('All servers are dead');
    return server;
  }

  #sweptAfter(arrivals: readonly Arrival[]): number | undefined {
    if (this.#serverKilledAt === undefined) return undefined;
    const settled = new Set(this.#settled);
    const times = arrivals
      .filter(({ name, channel }) => name === 'channel_vacated' && settled.has(channel))
      .map(({ time_ms = 0 }) => time_ms);
    return times.reduce((latest, time) => Math.max(latest, time), 0) - this.#serverKilledAt;
  }

  async #report(): Promise<void> {
    try {
      const { requests, accepted, distinct } = await this.#installation.receiver.tally();
      const { waiting, active, delayed } = await queuedJobs(this.#anyServer);
      this.#options.say(
        `${this.#load.done} of ${this.#load.size} visits, ${this.#workersKilled} workers killed; ` +
          `${requests} requests, ${accepted} accepted, ${distinct} different events; ` +
          `jobs: ${waiting} wait, ${active} run, ${delayed} are delayed`,
      );
    } catch (error) {
      // Whoever is asked may be killed just then.
      this.#options.say(String(error));
    }
  }
}

function at(arrivals: readonly Arrival[], path: string): Arrival[] {
  return arrivals.filter(({ url }) => url === path);
}
