import type { RedisConfiguration } from '@shoal/runtime';
import {
  PushEnvironment,
  PushServices,
  type SingleRedis,
  startPushWorker,
  startRedis,
  type WorkerProcess,
} from '@shoal/testing';
import { Admission } from './admission.js';
import { createDevices } from './devices.js';

export interface InstallationOptions {
  /** One by default. */
  readonly workers?: number;
  /** Of every worker. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Push workers on a Redis of their own, what they send to, and what servers do. Use it with `await using`. */
export class Installation implements AsyncDisposable {
  readonly services: PushServices;
  readonly admission: Admission;
  /** Of every worker, also of those that a test starts otherwise. */
  readonly env: Readonly<Record<string, string>>;
  readonly workers: WorkerProcess[] = [];
  /** In the order in which they were started. */
  readonly #parts: readonly AsyncDisposable[];
  #devices = 0;

  private constructor({ redis, services, environment }: Parts, env: InstallationOptions['env']) {
    this.services = services;
    this.env = {
      ...{ QUEUE_DRIVER: 'redis', REDIS_URL: `redis://${redis.host}:${redis.port}` },
      ...{ SHUTDOWN_GRACE_PERIOD: '5', ...environment.variables, ...env },
    };
    this.admission = new Admission(configurationOf(redis));
    this.#parts = [redis, services, environment, this.admission];
  }

  static async start({ workers = 1, env = {} }: InstallationOptions = {}): Promise<Installation> {
    const redis = await startRedis();
    const services = await PushServices.start({ subscriptions: 1_000 });
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

  async addWorker(): Promise<WorkerProcess> {
    const worker = await startPushWorker({ env: this.env, readyWithinMs: 40_000 });
    this.workers.push(worker);
    return worker;
  }

  /** One of the workers, counted from 0. */
  worker(index: number): WorkerProcess {
    const worker = this.workers[index];
    if (worker === undefined) throw new Error(`There is no worker ${index}`);
    return worker;
  }

  /** So many new devices of the three services want the notifications of a channel. @returns their ids */
  async subscribe(count: number, channel: string): Promise<readonly string[]> {
    const devices = createDevices(this.services.description, { first: this.#devices, count });
    this.#devices += count;
    await this.admission.register(devices, channel);
    return devices.map(({ id }) => id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker[Symbol.asyncDispose]()));
    for (const part of [...this.#parts].reverse()) await part[Symbol.asyncDispose]();
  }
}

interface Parts {
  readonly redis: SingleRedis;
  readonly services: PushServices;
  readonly environment: PushEnvironment;
}

function configurationOf({ host, port }: SingleRedis): RedisConfiguration {
  return {
    deployment: { kind: 'single', host, port, db: 0 },
    ...{ username: undefined, password: undefined, tls: undefined, keyPrefix: 'shoal:' },
  };
}
