import type { Clock } from '@shoal/core';
import type { Link } from './link.js';

export interface ReunionParts {
  readonly hearing: Pick<Link, 'isAnswering'>;
  readonly publishing: Pick<Link, 'isAnswering' | 'isUp'>;
  readonly clock: Clock;
  /** Milliseconds. */
  readonly grace: number;
}

/**
 * When one connection was cut and the other was cut or silent, it was Redis that went, and every other node may have
 * to subscribe again, too. What waits to be sent waits for them: until this node hears again, and a grace longer.
 * After a cut of the publishing connection alone nobody has to be waited for.
 */
export class Reunion {
  private readonly parts: ReunionParts;
  private isAwaited = false;
  private endsAt: number | undefined;

  constructor(parts: ReunionParts) {
    this.parts = parts;
  }

  /** Whether Redis would answer, and those who are to hear it are there. */
  get isUp(): boolean {
    return !this.isAwaited && this.parts.publishing.isUp;
  }

  /** One of the two connections was cut. */
  lost(): void {
    const { hearing, publishing } = this.parts;
    if (hearing.isAnswering || publishing.isAnswering) return;
    this.isAwaited = true;
    this.endsAt = undefined;
  }

  /** To be called a few times a second. @param isHearing every subscription is confirmed again */
  check(isHearing: boolean): void {
    if (!this.isAwaited) return;
    const { publishing, clock, grace } = this.parts;
    if (!isHearing || !publishing.isUp) this.endsAt = undefined;
    else if (this.endsAt === undefined) this.endsAt = clock.now() + grace;
    else if (clock.now() >= this.endsAt) this.isAwaited = false;
  }
}
