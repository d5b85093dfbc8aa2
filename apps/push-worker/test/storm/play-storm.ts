import { setTimeout as pause } from 'node:timers/promises';
import type { PublishStatus } from '@shoal/push';
import { eventually } from '@shoal/testing';
import { createDevices } from '../devices.js';
import type { Installation, Seen } from './installation.js';

export interface StormOptions {
  /** Deliveries, shared by ten publishes. */
  readonly deliveries: number;
  /** Workers that are killed: one half before the failover, the other after it. */
  readonly kills: number;
  /** Milliseconds that everything may take. */
  readonly patience: number;
  readonly say: (text: string) => void;
}

export interface StormResult {
  /** Of each publish, once nothing of it is open. */
  readonly statuses: readonly PublishStatus[];
  readonly seen: Seen;
  /** Notifications that came to a device once more, because a worker was killed. */
  readonly doubles: number;
  /** Those of writes that the killed primary had not replicated. */
  readonly doublesOfFailover: number;
  readonly workersKilled: number;
  readonly seconds: number;
}

/** Publishes to many devices, kills workers and a primary meanwhile, and waits until nothing is open. */
export async function playStorm(installation: Installation, options: StormOptions): Promise<StormResult> {
  const storm = new Storm(installation, options);
  const report = setInterval(() => void storm.report(), 5_000);
  try {
    return await storm.play();
  } finally {
    clearInterval(report);
  }
}

/** Publishes, and what happens while they are sent. */
interface Phase {
  readonly channels: readonly string[];
  /** @param reached resolves when so many of the phase's devices have got theirs, from 0 to 1; or when it is over */
  readonly rage: (reached: (share: number) => Promise<void>) => Promise<void>;
}

interface Played {
  readonly statuses: readonly PublishStatus[];
  readonly doubles: number;
}

const channels = Array.from({ length: 10 }, (_, index) => `news-${index}`);

class Storm {
  readonly #installation: Installation;
  readonly #options: StormOptions;
  readonly #size: number;
  #workersKilled = 0;

  constructor(installation: Installation, options: StormOptions) {
    this.#installation = installation;
    this.#options = options;
    this.#size = options.deliveries / channels.length;
  }

  /** One phase after the other, so that each double has one cause. */
  async play(): Promise<StormResult> {
    const { kills } = this.#options;
    const before = Math.ceil(kills / 2);
    await this.#register();
    const startedAt = performance.now();
    const calm = await this.#playPhase(this.#killings(channels.slice(0, 4), before));
    const failover = await this.#playPhase({
      channels: channels.slice(4, 6),
      rage: async (reached) => {
        await reached(0.3);
        await this.#installation.redis.killPrimary();
        this.#options.say('the primary was killed, and another one promoted');
      },
    });
    const last = await this.#playPhase(this.#killings(channels.slice(6), kills - before));
    const seconds = (performance.now() - startedAt) / 1_000;
    await this.#untilQuiet();
    return {
      statuses: [calm, failover, last].flatMap(({ statuses }) => statuses),
      ...{ seen: await this.#installation.seen(), seconds, workersKilled: this.#workersKilled },
      ...{ doubles: calm.doubles + last.doubles, doublesOfFailover: failover.doubles },
    };
  }

  async report(): Promise<void> {
    const { requests, accepted, reached } = await this.#installation.seen();
    this.#options.say(
      `${reached} of ${this.#options.deliveries} reached by ${requests} requests, ${accepted - reached} doubles; ` +
        `${this.#workersKilled} workers killed`,
    );
  }

  async #register(): Promise<void> {
    const { admission, services } = this.#installation;
    const count = this.#size;
    for (const [index, channel] of channels.entries()) {
      await admission.register(createDevices(services.description, { first: index * count, count }), channel);
    }
    this.#options.say(`${channels.length * count} devices registered`);
  }

  async #playPhase({ channels: ofPhase, rage }: Phase): Promise<Played> {
    const { admission } = this.#installation;
    const { reached: before } = await this.#installation.seen();
    const doublesBefore = await this.#doubles();
    const ids = await Promise.all(ofPhase.map((channel) => admission.publish(channel)));
    let isOver = false;
    const ends = Promise.all(ids.map((id) => admission.whenEnded(id, this.#options.patience))).finally(() => {
      isOver = true;
    });
    const reached = async (share: number): Promise<void> => {
      const wanted = before + share * ofPhase.length * this.#size;
      while (!isOver && (await this.#installation.seen()).reached < wanted) await pause(50);
    };
    // Both: whoever still starts processes would start them after the end of the test.
    const [raged, ended] = await Promise.allSettled([rage(reached), ends]);
    if (raged.status === 'rejected') throw raged.reason;
    if (ended.status === 'rejected') throw ended.reason;
    return { statuses: ended.value, doubles: (await this.#doubles()) - doublesBefore };
  }

  /** At random points of the way a worker is killed, and another one started. */
  #killings(ofPhase: readonly string[], kills: number): Phase {
    const points = Array.from({ length: kills }, () => 0.05 + 0.85 * Math.random()).sort(
      (one, other) => one - other,
    );
    return {
      channels: ofPhase,
      rage: async (reached) => {
        for (const point of points) {
          await reached(point);
          await this.#installation.replaceWorker();
          this.#workersKilled += 1;
        }
      },
    };
  }

  async #doubles(): Promise<number> {
    const { accepted, reached } = await this.#installation.seen();
    return accepted - reached;
  }

  /** No job is left: what a killed worker had comes to nothing once its lock has ended. */
  async #untilQuiet(): Promise<void> {
    const { plans, dispatches } = this.#installation.admission.stores;
    const queues = [plans, ...Object.values(dispatches)];
    const isQuiet = async () => {
      const depths = await Promise.all(queues.map((queue) => queue.depth()));
      return depths.every(({ waiting, active, delayed }) => waiting + active + delayed === 0);
    };
    await eventually(isQuiet, { withinMs: 120_000, everyMs: 500, what: 'empty queues' });
  }
}
