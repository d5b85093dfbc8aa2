import type { Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { ExporterClient } from './exporter-client.js';
import { SeriesTracker, type TrackedRegistry } from './series-tracker.js';

/** More readers than anybody has, and few enough that they cannot harm together. */
const MOST_CLIENTS = 8;

/** What the exporter needs of a log. */
export interface ExporterLog {
  warn(message: string, fields: Readonly<Record<string, unknown>>): void;
}

export interface TcpExporterOptions {
  readonly registry: TrackedRegistry;
  /** Messages that may wait for each client. */
  readonly bufferSize: number;
  readonly log: ExporterLog;
  /** Milliseconds between two readings of the metrics. 1,000 by default. */
  readonly interval?: number;
  /** Called for each message that a client does not get. */
  readonly onDropped: () => void;
}

/**
 * Streams the metrics to clients of `metrics-exporter-tcp`: what each metric is, then every series, then each second
 * the series that have changed, always as absolute values. Nothing is read while there is no client. It is for
 * looking, not for alerts: who reads too slowly misses values, though never the last one.
 */
export class TcpExporter {
  readonly #options: TcpExporterOptions;
  readonly #clients = new Set<ExporterClient>();
  /** Present while there are clients. */
  #tracker: SeriesTracker | undefined;
  #isFailing = false;

  constructor(options: TcpExporterOptions) {
    this.#options = options;
  }

  /** How many clients there are. */
  get clients(): number {
    return this.#clients.size;
  }

  /** Takes a new connection. The metrics must all be there by now. */
  accept(socket: Socket): void {
    if (this.#clients.size >= MOST_CLIENTS) {
      this.#options.log.warn('metrics client refused', { clients: MOST_CLIENTS });
      socket.destroy();
      return;
    }
    const { registry, bufferSize, onDropped } = this.#options;
    const tracker = this.#tracker ?? new SeriesTracker(registry);
    const client = new ExporterClient(socket, tracker.metadata(), {
      ...{ bufferSize, onDropped },
      onClosed: () => this.#clients.delete(client),
    });
    this.#clients.add(client);
    if (this.#tracker === undefined) void this.#run(tracker);
  }

  /** Ends every connection. */
  close(): void {
    for (const client of this.#clients) client.close();
  }

  /** Reads again and again until the last client has gone. Does not reject. */
  async #run(tracker: SeriesTracker): Promise<void> {
    const { interval = 1000 } = this.#options;
    this.#tracker = tracker;
    while (this.#clients.size > 0) {
      const began = performance.now();
      await this.#tell(tracker);
      const took = performance.now() - began;
      // However many series there are: at most half of the time is spent on them.
      await setTimeout(Math.max(interval - took, took), undefined, { ref: false });
    }
    this.#tracker = undefined;
  }

  async #tell(tracker: SeriesTracker): Promise<void> {
    const followers = [...this.#clients].filter(({ isFollowing }) => isFollowing);
    const offer = (message: Buffer) => {
      for (const follower of followers) follower.offer(message);
    };
    try {
      await tracker.refresh(followers.length > 0 ? offer : undefined);
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) this.#options.log.warn('metrics cannot be streamed', { error });
      this.#isFailing = true;
      return;
    }
    for (const client of this.#clients) {
      if (!client.isFollowing) client.follow(() => tracker.snapshot());
    }
  }
}
