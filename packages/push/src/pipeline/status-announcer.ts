import { isTerminal, type PublishStatus } from '../model/publish-status.js';
import type { PushObserver } from '../push-observer.js';

/** Tells the app that a publish has become something. A rejection is counted. */
export type StatusChanged = (status: PublishStatus) => Promise<void>;

export interface StatusAnnouncerParts {
  readonly observer: Pick<PushObserver, 'ended' | 'callbackFailed'>;
  readonly statusChanged?: StatusChanged | undefined;
}

/** Whoever made a publish change its state announces it, once. */
export class StatusAnnouncer {
  readonly #parts: StatusAnnouncerParts;
  readonly #underWay = new Set<Promise<void>>();

  constructor(parts: StatusAnnouncerParts) {
    this.#parts = parts;
  }

  announce(status: PublishStatus | undefined): void {
    if (status === undefined) return;
    const { observer, statusChanged } = this.#parts;
    if (isTerminal(status.state)) observer.ended(status.appId, status.state);
    if (statusChanged === undefined) return;
    const told = statusChanged(status)
      .catch(() => observer.callbackFailed(status.appId))
      .finally(() => this.#underWay.delete(told));
    this.#underWay.add(told);
  }

  /** Resolves when what was announced was told. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay);
  }
}
