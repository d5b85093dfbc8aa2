import type { StatusClass, WebhookDrop, WebhookFailure, WebhookObserver } from '../webhook-observer.js';

/** Adds up what it is told, over all apps. */
export class RecordingObserver implements WebhookObserver {
  readonly totals = { queued: 0, sent: 0, failed: 0, retried: 0, deadLettered: 0 };
  readonly drops: Partial<Record<WebhookDrop, number>> = {};
  readonly attempts: { readonly status: StatusClass; readonly seconds: number }[] = [];
  readonly failures: WebhookFailure[] = [];

  queued(_appId: string, events: number): void {
    this.totals.queued += events;
  }

  sent(_appId: string, events: number): void {
    this.totals.sent += events;
  }

  failed(_appId: string, events: number): void {
    this.totals.failed += events;
  }

  dropped(_appId: string, reason: WebhookDrop, events: number): void {
    this.drops[reason] = (this.drops[reason] ?? 0) + events;
  }

  attempted(_appId: string, attempt: { readonly status: StatusClass; readonly seconds: number }): void {
    this.attempts.push(attempt);
  }

  requestFailed(_appId: string, reason: WebhookFailure): void {
    this.failures.push(reason);
  }

  retried(): void {
    this.totals.retried += 1;
  }

  deadLettered(_appId: string, letters: number): void {
    this.totals.deadLettered += letters;
  }
}
