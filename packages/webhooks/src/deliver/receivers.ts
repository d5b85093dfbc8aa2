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
}

interface Address {
  readonly appId: string;
  readonly endpointId: string;
}

/** Who gets what, as it is configured now and not when the job was made. */
export class Receivers {
  private readonly parts: ReceiversParts;

  constructor(parts: ReceiversParts) {
    this.parts = parts;
  }

  /** @returns `gone`: not configured any more; `unknown`: that cannot be said now */
  async find({ appId, endpointId }: Address): Promise<Receiver | 'gone' | 'unknown'> {
    try {
      const app = await this.parts.apps.find(appId);
      const endpoint = app?.endpoints.find(({ id }) => id === endpointId);
      return app === undefined || endpoint === undefined ? 'gone' : { app, endpoint };
    } catch {
      // Whoever keeps the apps says itself that it is away; here the job waits.
      return 'unknown';
    }
  }

  /** Those that the receiver still wants; the others are counted as dropped. */
  select(receiver: Receiver | 'gone', appId: string, events: readonly QueuedEvent[]): readonly QueuedEvent[] {
    const wanted = receiver === 'gone' ? [] : events.filter(({ event }) => wants(receiver.endpoint, event));
    const unwanted = events.length - wanted.length;
    if (unwanted > 0) this.parts.observer.dropped(appId, 'endpoint_gone', unwanted);
    return wanted;
  }
}
