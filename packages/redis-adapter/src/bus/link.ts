import type { Clock, MaybePromise } from '@shoal/core';
import { Cluster, type Redis } from 'ioredis';

export interface LinkParts {
  readonly client: Redis | Cluster;
  readonly clock: Clock;
  /** Somebody else's knowledge that Redis does not answer. */
  readonly isAway: () => boolean;
  /** The connection was cut: what was on its way will never be answered. */
  readonly onLost: () => void;
  /** Commands are possible again. */
  readonly onReady: () => void;
}

/** A PING that is not answered for so long means away. */
const patience = 1000;

/** Checks that a PING has to outlast: a process that was busy for a second must not blame Redis for it. */
const patientChecks = 4;

/**
 * Whether Redis can be reached over one client. Nothing is pinged over a Cluster: one node that does not answer
 * is not the Cluster, and is noticed by what is sent to it.
 */
export class Link {
  private readonly parts: LinkParts;
  private readonly isPinged: boolean;
  private ping: { readonly sentAt: number; checks: number } | undefined;
  private pingedAt = Number.NEGATIVE_INFINITY;
  private isSilent = false;

  constructor(parts: LinkParts) {
    this.parts = parts;
    this.isPinged = !(parts.client instanceof Cluster);
    parts.client.on('close', this.lost).on('end', this.lost).on('ready', this.ready);
  }

  /** A command would be written now. Redis may be silent all the same. */
  get isReady(): boolean {
    return this.parts.client.status === 'ready';
  }

  /** Connected, and as far as a PING over this very connection can tell, not to a server that stands still. */
  get isAnswering(): boolean {
    return this.isReady && !this.isSilent;
  }

  /** A command would be answered soon. */
  get isUp(): boolean {
    return this.isAnswering && !this.parts.isAway();
  }

  /** Resolves when commands are possible, or after a second. */
  whenReady(): MaybePromise<void> {
    if (this.isReady) return;
    const { client, clock } = this.parts;
    return new Promise((resolve) => {
      const done = (): void => {
        timer.cancel();
        client.off('ready', done);
        resolve();
      };
      const timer = clock.after(patience, done);
      client.on('ready', done);
    });
  }

  /** To be called four times a second. */
  check(): void {
    if (!this.isPinged || !this.isReady) return;
    const { clock } = this.parts;
    if (this.ping === undefined) {
      if (clock.now() - this.pingedAt >= patience) this.sendPing();
      return;
    }
    this.ping.checks += 1;
    if (this.ping.checks < patientChecks || clock.now() - this.ping.sentAt < patience) return;
    this.isSilent = true;
  }

  close(): void {
    this.parts.client.off('close', this.lost).off('end', this.lost).off('ready', this.ready);
  }

  private sendPing(): void {
    const ping = { sentAt: this.parts.clock.now(), checks: 0 };
    this.ping = ping;
    this.pingedAt = ping.sentAt;
    const answered = (): void => {
      if (this.ping !== ping) return;
      this.ping = undefined;
      this.isSilent = false;
    };
    // A refusal is an answer too; a cut is told by `close`.
    this.parts.client.ping().then(answered, answered);
  }

  private readonly lost = (): void => {
    this.ping = undefined;
    this.isSilent = false;
    this.parts.onLost();
  };

  private readonly ready = (): void => this.parts.onReady();
}
