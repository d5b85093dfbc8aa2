import type { PushObserver } from '../push-observer.js';

/** Counts what it is told, by what it is told of. */
export class CountingObserver implements PushObserver {
  readonly counts = new Map<string, number>();
  readonly refusals: string[] = [];
  readonly ends: string[] = [];

  /** 0 for what was never told. */
  count(name: string): number {
    return this.counts.get(name) ?? 0;
  }

  admitted(_appId: string, result: string): void {
    this.#add(`admitted ${result}`);
  }

  ended(appId: string, state: string): void {
    this.ends.push(`${appId} ${state}`);
  }

  planned(_appId: string, deliveries: number): void {
    this.#add('planned', deliveries);
  }

  emitted(_appId: string, provider: string, deliveries: number): void {
    this.#add(`emitted ${provider}`, deliveries);
  }

  dispatched(_appId: string, _provider: string, { outcome }: { readonly outcome: string }): void {
    this.#add(`dispatched ${outcome}`);
  }

  delivered(_appId: string, outcome: string, deliveries: number): void {
    this.#add(`delivered ${outcome}`, deliveries);
  }

  reported(_appId: string, outcome: string): void {
    this.#add(`reported ${outcome}`);
  }

  deferred(_appId: string, _provider: string, why: string): void {
    this.#add(`deferred ${why}`);
  }

  retryScheduled(): void {
    this.#add('retryScheduled');
  }

  retryAttempted(): void {
    this.#add('retryAttempted');
  }

  retryExpired(): void {
    this.#add('retryExpired');
  }

  deadLettered(_appId: string, _provider: string, reason: string): void {
    this.#add(`deadLettered ${reason}`);
  }

  invalidated(): void {
    this.#add('invalidated');
  }

  deviceChanged(_appId: string, from: string, to: string): void {
    this.#add(`device ${from} ${to}`);
  }

  credentialFailed(): void {
    this.#add('credentialFailed');
  }

  quotaRejected(_appId: string, deliveries: number): void {
    this.#add('quotaRejected', deliveries);
  }

  callbackFailed(): void {
    this.#add('callbackFailed');
  }

  refused({ error }: { readonly error: string }): void {
    this.refusals.push(error);
  }

  #add(name: string, by = 1): void {
    this.counts.set(name, this.count(name) + by);
  }
}
