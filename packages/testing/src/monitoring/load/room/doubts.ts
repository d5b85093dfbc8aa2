import type { LoadedServer } from './seat.js';

/** What a server may have of a client while an act is under way: it comes, or it has just gone. */
export interface Doubt {
  readonly server: LoadedServer;
  /** Of the member that it is in presence channels. */
  readonly userId: string;
  readonly channels: readonly string[];
  /** Whether the connection itself is in doubt. */
  readonly hasConnection: boolean;
}

/** Milliseconds in which a server has noticed that a client went. */
const latest = 5_000;

/** What nobody outside can know of a room, between two acts or after somebody went. */
export class Doubts {
  /** With the time on the monotonic clock at which each ends. */
  readonly #open = new Map<Doubt, number>();
  readonly #listeners = new Set<() => void>();

  get all(): readonly Doubt[] {
    const now = performance.now();
    for (const [doubt, until] of this.#open) if (until <= now) this.#open.delete(doubt);
    return [...this.#open.keys()];
  }

  /** From now on, until it is closed. */
  open(doubt: Doubt): Doubt {
    this.#open.set(doubt, Number.POSITIVE_INFINITY);
    this.#tell();
    return doubt;
  }

  /** The server has answered. */
  close(doubt: Doubt): void {
    this.#open.delete(doubt);
    this.#tell();
  }

  /** The server will know within seconds. */
  closeLater(doubt: Doubt): void {
    this.#open.set(doubt, performance.now() + latest);
  }

  /** Calls `listener` after every change, of who is here too. @returns ends that */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
