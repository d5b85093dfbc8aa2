import { QueueAwayError } from '@shoal/queue';
import { isTerminal, type PublishState, type PublishStatus } from '../model/publish-status.js';
import type { PushObserver } from '../push-observer.js';
import type { PublishLedger } from '../store/publish-ledger.js';

/** Tells the app that a publish has become something. A rejection is counted. */
export type StatusChanged = (status: PublishStatus) => Promise<void>;

export interface StatusAnnouncerParts {
  readonly ledger: Pick<PublishLedger, 'told'>;
  readonly observer: Pick<PushObserver, 'ended' | 'callbackFailed'>;
  readonly statusChanged?: StatusChanged | undefined;
}

/**
 * Whoever made a publish change its state announces it. The ledger remembers the state until the app was told, so that
 * another process does it when this one dies in between: each state is told at least once.
 */
export class StatusAnnouncer {
  readonly #parts: StatusAnnouncerParts;
  readonly #underWay = new Set<Promise<void>>();

  constructor(parts: StatusAnnouncerParts) {
    this.#parts = parts;
  }

  announce(status: PublishStatus | undefined): void {
    if (status === undefined) return;
    if (isTerminal(status.state)) this.#parts.observer.ended(status.appId, status.state);
    this.#begin(status);
  }

  /** Tells what somebody has announced and is not known to have told. */
  repeat(status: PublishStatus, untold: readonly PublishState[]): void {
    for (const state of untold) this.#begin(state === status.state ? status : earlier(status, state));
  }

  /** Resolves when what was announced was told. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  #begin(status: PublishStatus): void {
    const told = this.#tell(status).finally(() => this.#underWay.delete(told));
    this.#underWay.add(told);
  }

  async #tell(status: PublishStatus): Promise<void> {
    const { appId, publishId, state } = status;
    const { ledger, observer, statusChanged } = this.#parts;
    try {
      await statusChanged?.(status);
    } catch (error) {
      observer.callbackFailed(appId);
      // It stays untold, and is told again later. Anything else would fail again, too.
      if (error instanceof QueueAwayError) return;
    }
    try {
      await ledger.told(appId, publishId, state);
    } catch (error) {
      if (!(error instanceof QueueAwayError)) throw error;
    }
  }
}

/** What the status was in a state that it has left, as far as that is known: its end was later. */
function earlier(
  { endedAtMs: _end, errorReason: _why, ...status }: PublishStatus,
  state: PublishState,
): PublishStatus {
  return { ...status, state };
}
