import type { RedisConfiguration } from '@shoal/runtime';
import {
  PushEnvironment,
  type PushServicesProcess,
  type SentinelRedis,
  startPushServices,
  startPushWorker,
  startSentinel,
  type Totals,
  type WorkerProcess,
} from '@shoal/testing';
import { Admission } from '../admission.js';

export interface InstallationOptions {
  readonly workers: number;
  /** Browsers that the services know. */
  readonly subscriptions: number;
  /** Of every worker. */
  readonly env: Readonly<Record<string, string>>;
}

interface Parts {
  readonly redis: SentinelRedis;
  readonly services: PushServicesProcess;
  readonly environment: PushEnvironment;
}

/** Of all services together. */
export type Seen = Omit<Totals, 'distinct'>;

/** Workers that can be killed, behind Sentinels, and services in a process of their own. Use it with `await using`. */
export class Installation implements AsyncDisposable {
  readonly redis: SentinelRedis;
  readonly services: PushServicesProcess;
  readonly admission: Admission;
  /** Those that live. */
  readonly workers: WorkerProcess[] = [];
  readonly #environment: PushEnvironment;
  readonly #env: InstallationOptions['env'];

  private constructor({ redis, services, environment }: Parts, env: InstallationOptions['env']) {
    this.redis = redis;
    this.services = services;
    this.#environment = environment;
    this.#env = env;
    this.admission = new Admission(configurationOf(redis));
  }

  static async start({ workers, subscriptions, env }: InstallationOptions): Promise<Installation> {
    const redis = await startSentinel();
    const services = await startPushServices(['--subscriptions', String(subscriptions)]);
    const environment = await PushEnvironment.create(services.description);
    const installation = new Installation({ redis, services, environment }, env);
    try {
      await Promise.all(Array.from({ length: workers }, () => installation.addWorker()));
      return installation;
    } catch (error) {
      await installation[Symbol.asyncDispose]();
      throw error;
    }
  }

  async addWorker(): Promise<void> {
    const sentinels = this.redis.sentinels.map(({ host, port }) => `${host}:${port}`).join(',');
    const env = {
      ...{ QUEUE_DRIVER: 'redis', DATABASE_REDIS_SENTINELS: sentinels, SHUTDOWN_GRACE_PERIOD: '5' },
      ...this.#environment.variables,
      ...this.#env,
    };
    this.workers.push(await startPushWorker({ env, readyWithinMs: 60_000 }));
  }

  /** Kills one by chance, and starts another in its place. */
  async replaceWorker(): Promise<void> {
    const [victim] = this.workers.splice(Math.floor(Math.random() * this.workers.length), 1);
    if (victim === undefined) throw new Error('All workers are dead');
    victim.signal('SIGKILL');
    await victim[Symbol.asyncDispose]();
    await this.addWorker();
  }

  async seen(): Promise<Seen> {
    const totals = Object.values<Totals>(await this.services.totals());
    const sum = (name: keyof Seen) => totals.reduce((all, each) => all + each[name], 0);
    return {
      ...{ requests: sum('requests'), accepted: sum('accepted') },
      ...{ invalid: sum('invalid'), reached: sum('reached') },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker[Symbol.asyncDispose]()));
    await this.admission[Symbol.asyncDispose]();
    await this.#environment[Symbol.asyncDispose]();
    await this.services[Symbol.asyncDispose]();
    await this.redis[Symbol.asyncDispose]();
  }
}

function configurationOf({ sentinels, masterName }: SentinelRedis): RedisConfiguration {
  const login = { username: undefined, password: undefined, tls: undefined };
  return {
    deployment: {
      ...{ kind: 'sentinel', masterName, db: 0, ...login },
      sentinels: sentinels.map(({ host, port }) => ({ host, port })),
    },
    ...login,
    keyPrefix: 'shoal:',
  };
}
