import { describePod } from './describe-pod.js';
import { PodAddresses } from './pod-addresses.js';
import type { PodTemplate } from './pod-manifest.js';
import { type PodEnd, RunningPod } from './running-pod.js';

/** Something that happened to a pod, as a watch tells it. */
export interface PodEvent {
  readonly version: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly pod: RunningPod;
  /** The pod as it was after that. */
  readonly object: object;
}

/** The pods of a cluster, and all that has happened to them. Use it with `await using`: what runs is killed at the end. */
export class PodRegistry implements AsyncDisposable {
  readonly addresses = new PodAddresses();
  readonly #pods = new Map<string, RunningPod>();
  readonly #events: PodEvent[] = [];
  readonly #watchers = new Set<(event: PodEvent) => void>();
  readonly #ended: RunningPod[] = [];

  /** Of the last event. */
  get version(): number {
    return this.#events.length;
  }

  /** Those that are there: also those that start, and those that are about to go. */
  list(): readonly RunningPod[] {
    return [...this.#pods.values()];
  }

  /** Also those that are gone. */
  all(): readonly RunningPod[] {
    return [...this.#ended, ...this.list()];
  }

  /** Starts a pod, and does not wait for it. */
  create(name: string, template: PodTemplate): RunningPod {
    if (this.#pods.has(name)) throw new Error(`There is a pod ${name} already`);
    const manifest = template({ name, address: this.addresses.next() });
    const pod = new RunningPod(manifest, () => this.#tell('MODIFIED', pod));
    this.#pods.set(name, pod);
    this.#tell('ADDED', pod);
    return pod;
  }

  /** Ends a pod as Kubernetes does, and waits until it is gone. */
  async delete(name: string): Promise<PodEnd> {
    const pod = this.#pods.get(name);
    if (pod === undefined) throw new Error(`There is no pod ${name}`);
    const end = await pod.terminate();
    if (this.#pods.delete(name)) {
      this.#ended.push(pod);
      this.#tell('DELETED', pod);
    }
    return end;
  }

  /** @returns how to stop it */
  watch(listener: (event: PodEvent) => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  /** What happened after that version. */
  eventsAfter(version: number): readonly PodEvent[] {
    return this.#events.slice(version);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#watchers.clear();
    await Promise.all(this.all().map((pod) => pod[Symbol.asyncDispose]()));
  }

  #tell(type: PodEvent['type'], pod: RunningPod): void {
    const version = this.#events.length + 1;
    const event = { version, type, pod, object: describePod(pod, version) };
    this.#events.push(event);
    for (const watcher of this.#watchers) watcher(event);
  }
}
