import type { WebhookEvent } from '@shoal/protocol';
import type { WebhookRecord, WebhookSink } from '../../webhook/webhook-sink.js';

/** Keeps every record in the order in which it came. */
export class RecordingWebhookSink implements WebhookSink {
  readonly records: WebhookRecord[] = [];
  private taken = 0;

  record(records: readonly WebhookRecord[]): void {
    this.records.push(...records);
  }

  get events(): WebhookEvent[] {
    return this.records.map(({ event }) => event);
  }

  /** Events since the last time. */
  take(): WebhookEvent[] {
    const news = this.events.slice(this.taken);
    this.taken = this.records.length;
    return news;
  }
}
