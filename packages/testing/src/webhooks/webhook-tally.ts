import type { ReceivedEvent, ReceivedWebhook } from './received-webhook.js';

/** What has arrived so far, in numbers. */
export interface Tally {
  readonly requests: number;
  /** Requests that were answered with 2xx. */
  readonly accepted: number;
  /** Requests whose signature, key or body was wrong. Nothing else of them is counted. */
  readonly invalid: number;
  /** Events of accepted requests, repetitions too. */
  readonly events: number;
  /** Different ids among them. */
  readonly distinct: number;
  /** Events without an id, or with one of more than 100 characters. */
  readonly withoutId: number;
  /** Events by their name, repetitions too; at most 50 names, the rest is `other`. */
  readonly byName: Readonly<Record<string, number>>;
  /** Milliseconds since 1970 of the first and last request; 0 before. */
  readonly firstAt: number;
  readonly lastAt: number;
}

/** An event when it came to an address for the first time. */
export interface Arrival {
  /** As the request had it, path and query. */
  readonly url: string;
  readonly id: string;
  readonly name: string;
  readonly channel: string;
  readonly version?: number;
  /** Milliseconds since 1970 when it happened, as the event says. */
  readonly time_ms?: number;
}

export interface WebhookTallyOptions {
  /** The field of an event that is its id. `id` by default. */
  readonly idField?: string;
  /** Whether arrivals are kept: some 300 bytes for each. */
  readonly keepsArrivals?: boolean;
}

const longestId = 100;
const mostNames = 50;

/** Counts webhooks and keeps nothing of them but the ids of their events: about 100 bytes for each. */
export class WebhookTally {
  readonly #idField: string;
  readonly #keepsArrivals: boolean;
  readonly #ids = new Set<string>();
  /** By address and id. */
  readonly #arrivals = new Map<string, Arrival>();
  readonly #byName = new Map<string, number>();
  readonly #counts = { requests: 0, accepted: 0, invalid: 0, events: 0, withoutId: 0, firstAt: 0, lastAt: 0 };

  constructor({ idField = 'id', keepsArrivals = false }: WebhookTallyOptions = {}) {
    this.#idField = idField;
    this.#keepsArrivals = keepsArrivals;
  }

  add({ url, arrivedAt, isValid, events }: ReceivedWebhook, isAccepted: boolean): void {
    const counts = this.#counts;
    counts.requests += 1;
    counts.firstAt ||= arrivedAt;
    counts.lastAt = arrivedAt;
    if (!isValid) {
      counts.invalid += 1;
    } else if (isAccepted) {
      counts.accepted += 1;
      for (const event of events) {
        this.#count(event.name, event[this.#idField]);
        if (this.#keepsArrivals) this.#keep(url, event);
      }
    }
  }

  read(): Tally {
    return { ...this.#counts, distinct: this.#ids.size, byName: Object.fromEntries(this.#byName) };
  }

  ids(): Iterable<string> {
    return this.#ids.values();
  }

  /** First arrivals of accepted requests in their order, if they are kept. An event without an id is none. */
  arrivals(): Iterable<Arrival> {
    return this.#arrivals.values();
  }

  clear(): void {
    this.#ids.clear();
    this.#arrivals.clear();
    this.#byName.clear();
    for (const name of countNames) this.#counts[name] = 0;
  }

  #count(name: unknown, id: unknown): void {
    this.#counts.events += 1;
    const known = this.#byName.has(String(name)) || this.#byName.size < mostNames;
    const counted = known ? String(name) : 'other';
    this.#byName.set(counted, (this.#byName.get(counted) ?? 0) + 1);
    if (typeof id === 'string' && id.length <= longestId) this.#ids.add(id);
    else this.#counts.withoutId += 1;
  }

  #keep(url: string, { name, channel, version, time_ms, ...rest }: ReceivedEvent): void {
    const id = rest[this.#idField];
    const key = `${url} ${id}`;
    if (typeof id !== 'string' || this.#arrivals.has(key)) return;
    this.#arrivals.set(key, {
      ...{ url, id, name: String(name), channel: String(channel) },
      ...(typeof version === 'number' && { version }),
      ...(typeof time_ms === 'number' && { time_ms }),
    });
  }
}

const countNames = ['requests', 'accepted', 'invalid', 'events', 'withoutId', 'firstAt', 'lastAt'] as const;
