import type { Clock } from '@shoal/queue';
import type { Endpoint, WebhookApp, WebhookApps } from '../endpoint/endpoint.js';
import { wants } from '../endpoint/wants.js';
import type { WebhookObserver } from '../webhook-observer.js';
import type { QueuedEvent } from './webhook-job.js';

export interface Receiver {
  readonly app: WebhookApp;
  readonly endpoint: Endpoint;
}

export interface ReceiversParts {
  readonly apps: WebhookApps;
  readonly observer: Pick<WebhookObserver, 'dropped'>;
  readonly clock: Clock;
}

/** `gone`: not configured any more. `unknown`: to be asked for again after `delay` ms. */
export type FoundReceiver =
  | { readonly kind: 'found'; readonly receiver: Receiver }
  | { readonly kind: 'gone' }
  | { readonly kind: 'unknown'; readonly delay: number };

export interface Addressed {
  readonly data: { readonly appId: string; readonly endpointId: string };
  /** Milliseconds since 1970. */
  readonly addedAt: number;
}

/** Until whoever keeps the apps may be back. */
const AWAY_MS = 5_000;
/** Processes get a new configuration one after the other: for so long after a job was added this one may lack it. */
const ROLLING_MS = 300_000;
const NEXT_LOOK_MS = 15_000;

/** Who gets what, as it is configured now and not when the job was made. */
export class Receivers {
  private readonly parts: ReceiversParts;

  constructor(parts: ReceiversParts) {
    this.parts = parts;
  }

  async find({ data: { appId, endpointId }, addedAt }: Addressed): Promise<FoundReceiver> {
    try {
      const app = await this.parts.apps.find(appId);
      const endpoint = app?.endpoints.find(({ id }) => id === endpointId);
      if (app !== undefined && endpoint !== undefined) return { kind: 'found', receiver: { app, endpoint } };
    } catch {
      // Whoever keeps the apps says itself that it is away; here the job waits.
      return { kind: 'unknown', delay: AWAY_MS };
    }
    const left = addedAt + ROLLING_MS - this.parts.clock.wall();
    return left > 0 ? { kind: 'unknown', delay: Math.min(left, NEXT_LOOK_MS) } : { kind: 'gone' };
  }

  /** Counts events that go nowhere. To be said once of each: when nobody looks at them again. */
  drop(appId: string, events: number): void {
    if (events > 0) this.parts.observer.dropped(appId, 'endpoint_gone', events);
  }
}

/** Those of the events that the endpoint still wants. */
export function wantedBy<Event extends QueuedEvent>(
  { endpoint }: Receiver,
  events: readonly Event[],
): readonly Event[] {
  return events.filter(({ event }) => wants(endpoint, event));
}
