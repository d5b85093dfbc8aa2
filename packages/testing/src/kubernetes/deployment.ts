import { randomBytes } from 'node:crypto';
import { eventually, GiveUpError } from '../eventually.js';
import type { PodTemplate } from './pods/pod-manifest.js';
import type { PodRegistry } from './pods/pod-registry.js';
import type { PodEnd, RunningPod } from './pods/running-pod.js';

export interface DeploymentOptions {
  readonly name: string;
  readonly template: PodTemplate;
  /** Milliseconds in which new pods are ready: 60000 by default. */
  readonly readyWithinMs?: number;
}

/** A number of pods of one template. */
export class Deployment {
  readonly name: string;
  readonly #pods: PodRegistry;
  readonly #options: DeploymentOptions;
  /** The oldest first. */
  readonly #own: RunningPod[] = [];

  constructor(pods: PodRegistry, options: DeploymentOptions) {
    this.name = options.name;
    this.#pods = pods;
    this.#options = options;
  }

  /** Those that are to stay, the oldest first. */
  get pods(): readonly RunningPod[] {
    return this.#own.filter(({ deletedAt }) => deletedAt === undefined);
  }

  /**
   * As `kubectl scale`: starts pods and waits until they are ready, or ends the youngest and waits until they are gone.
   *
   * @returns how those that had to go have gone
   * @throws Error with all that a pod wrote when it fails, or is not ready in time
   */
  async scaleTo(count: number): Promise<readonly PodEnd[]> {
    const surplus = this.pods.slice(count);
    while (this.pods.length < count) this.#own.push(this.#create());
    await this.ready();
    return await Promise.all(surplus.map(({ name }) => this.#pods.delete(name)));
  }

  /** When all pods that are to stay are ready. */
  async ready(): Promise<void> {
    const { readyWithinMs: withinMs = 60_000 } = this.#options;
    await Promise.all(this.pods.map((pod) => untilReady(pod, withinMs)));
  }

  #create(): RunningPod {
    const suffix = randomBytes(3).toString('hex');
    return this.#pods.create(`${this.name}-${suffix}`, this.#options.template);
  }
}

async function untilReady(pod: RunningPod, withinMs: number): Promise<void> {
  const probe = () => {
    if (pod.failure !== undefined) throw new GiveUpError(`The pod ${pod.name} ${pod.failure}`);
    return pod.isReady;
  };
  try {
    await eventually(probe, { withinMs, what: `a ready pod ${pod.name}` });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${reason}. It wrote:\n${pod.output || '(nothing)'}`, { cause });
  }
}
