import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually, GiveUpError } from '../eventually.js';
import type { PodTemplate } from './pods/pod-manifest.js';
import type { PodRegistry } from './pods/pod-registry.js';
import type { PodEnd, RunningPod } from './pods/running-pod.js';

export interface DeploymentOptions {
  readonly name: string;
  readonly template: PodTemplate;
  /** Milliseconds in which new pods are ready: 120000 by default. */
  readonly readyWithinMs?: number;
}

/** How a Deployment replaces pods without ever having fewer that are ready: `maxUnavailable` is 0. */
export interface SurgingStrategy {
  /** New ones that may be there beyond the number. */
  readonly maxSurge: number;
  /** How long a new one must have been ready before an old one goes. */
  readonly minReadySeconds: number;
}

/** A number of pods of one template. */
export class Deployment {
  readonly name: string;
  readonly #pods: PodRegistry;
  readonly #options: DeploymentOptions;
  /** The oldest first. */
  readonly #own: RunningPod[] = [];
  #template: PodTemplate;

  constructor(pods: PodRegistry, options: DeploymentOptions) {
    this.name = options.name;
    this.#pods = pods;
    this.#options = options;
    this.#template = options.template;
  }

  /** Of the pods that it starts. */
  get template(): PodTemplate {
    return this.#template;
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

  /**
   * As `kubectl apply` with another template: new pods start, and when they have been ready for long enough as many old
   * ones are told to go; nobody waits for these before the next new ones start.
   *
   * @returns how the old ones have gone
   * @throws Error with all that a pod wrote when it fails, or is not ready in time
   */
  async update(
    template: PodTemplate,
    { maxSurge, minReadySeconds }: SurgingStrategy,
  ): Promise<readonly PodEnd[]> {
    this.#template = template;
    const old = [...this.pods];
    const ends: Promise<PodEnd>[] = [];
    while (old.length > 0) {
      const going = old.splice(0, maxSurge);
      for (const _each of going) this.#own.push(this.#create());
      await this.ready();
      await pause(minReadySeconds * 1_000);
      ends.push(...going.map(({ name }) => this.#pods.delete(name)));
    }
    return await Promise.all(ends);
  }

  /** When all pods that are to stay are ready. */
  async ready(): Promise<void> {
    const { readyWithinMs: withinMs = 120_000 } = this.#options;
    await Promise.all(this.pods.map((pod) => untilReady(pod, withinMs)));
  }

  #create(): RunningPod {
    const suffix = randomBytes(3).toString('hex');
    return this.#pods.create(`${this.name}-${suffix}`, this.#template);
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
