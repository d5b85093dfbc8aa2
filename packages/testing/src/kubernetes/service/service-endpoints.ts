import type { PodRegistry } from '../pods/pod-registry.js';
import type { RunningPod } from '../pods/running-pod.js';

export interface ServiceEndpointsOptions {
  readonly pods: PodRegistry;
  readonly selector: Readonly<Record<string, string>>;
  /** From a change of a pod to the rule of every node that follows it, in milliseconds. */
  readonly lagMs: number;
}

/**
 * Where a Service sends connections: pods of its selector that are ready and not about to go, as they were
 * `lagMs` ago.
 */
export class ServiceEndpoints implements Disposable {
  readonly #options: ServiceEndpointsOptions;
  readonly #unwatch: () => void;
  readonly #timers = new Set<NodeJS.Timeout>();
  #current: readonly RunningPod[];

  constructor(options: ServiceEndpointsOptions) {
    this.#options = options;
    this.#current = this.#select();
    this.#unwatch = options.pods.watch(() => this.#followLater());
  }

  get current(): readonly RunningPod[] {
    return this.#current;
  }

  /** One of them at random, each connection anew, as kube-proxy does. Undefined when there is none. */
  pick(): RunningPod | undefined {
    return this.#current[Math.floor(Math.random() * this.#current.length)];
  }

  [Symbol.dispose](): void {
    this.#unwatch();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #followLater(): void {
    const selected = this.#select();
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#current = selected;
    }, this.#options.lagMs);
    this.#timers.add(timer);
  }

  #select(): readonly RunningPod[] {
    const { pods, selector } = this.#options;
    const wanted = Object.entries(selector);
    return pods.list().filter(({ isReady, deletedAt, manifest: { labels } }) => {
      const isSelected = wanted.every(([name, value]) => labels[name] === value);
      return isSelected && isReady && deletedAt === undefined;
    });
  }
}
