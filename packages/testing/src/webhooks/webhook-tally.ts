import type { ReceivedWebhook } from './received-webhook.js';

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

const longestId = 100;
const mostNames = 50;

/** Counts webhooks and keeps nothing of them but the ids of their events: about 100 bytes for each. */
export class WebhookTally {
  readonly #idField: string;
  readonly #ids = new Set<string>();
  readonly #byName = new Map<string, number>();
  readonly #counts = { requests: 0, accepted: 0, invalid: 0, events: 0, withoutId: 0, firstAt: 0, lastAt: 0 };

  constructor({ idField = 'id' }: { readonly idField?: string } = {}) {
    this.#idField = idField;
  }

  add({ arrivedAt, isValid, events }: ReceivedWebhook, isAccepted: boolean): void {
    const counts = this.#counts;
    counts.requests += 1;
    counts.firstAt ||= arrivedAt;
    counts.lastAt = arrivedAt;
    if (!isValid) {
      counts.invalid += 1;
    } else if (isAccepted) {
      counts.accepted += 1;
      for (const event of events) this.#count(event.name, event[this.#idField]);
    }
  }

  read(): Tally {
    return { ...this.#counts, distinct: this.#ids.size, byName: Object.fromEntries(this.#byName) };
  }

  ids(): Iterable<string> {
    return this.#ids.values();
  }

  clear(): void {
    this.#ids.clear();
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
}

const countNames = ['requests', 'accepted', 'invalid', 'events', 'withoutId', 'firstAt', 'lastAt'] as const;
