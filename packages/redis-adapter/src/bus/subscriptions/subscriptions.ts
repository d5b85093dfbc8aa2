import type { Clock, MaybePromise } from '@shoal/core';
import type { ReportFailure } from '../bus-counters.js';
import type { Listening, SubscribeCommand } from './listening.js';

/** Where subscriptions are made. */
export interface Subscriber {
  /** False: a command would not be sent, and everything has to be asked for again when it can be. */
  readonly canAsk: boolean;
  subscribe(command: SubscribeCommand, channels: readonly string[]): Promise<unknown>;
  unsubscribe(command: SubscribeCommand, channels: readonly string[]): Promise<unknown>;
}

export interface SubscriptionsParts {
  readonly subscriber: Subscriber;
  readonly clock: Clock;
  readonly report: ReportFailure;
}

/**
 * Checks that a confirmation may take, about a second: the bus counts as away then, and nobody waits any longer. Not
 * milliseconds, because a process that was busy for a second must not blame Redis for it.
 */
const patientChecks = 4;

/** What this node listens to in Redis, and what of it Redis has confirmed. */
export class Subscriptions {
  private readonly parts: SubscriptionsParts;
  private readonly wanted = new Map<string, Listening>();
  private readonly asked = new Set<Listening>();
  /** How many of the wanted ones are unsettled. */
  private unsettled = 0;
  /** To be withdrawn: a Cluster client would go on subscribing to them. */
  private readonly owed = new Set<Listening>();
  private checks = 0;
  private isLate = false;

  constructor(parts: SubscriptionsParts) {
    this.parts = parts;
  }

  /** Nothing is missed, as far as it is known. */
  get isComplete(): boolean {
    return this.unsettled === 0 && !this.isLate;
  }

  get canAsk(): boolean {
    return this.parts.subscriber.canAsk;
  }

  add(command: SubscribeCommand, channel: string): Listening {
    const known = this.wanted.get(channel);
    if (known !== undefined) return known;
    const listening = createListening(command, channel);
    this.wanted.set(channel, listening);
    if (this.parts.subscriber.canAsk) this.ask([listening]);
    else this.unsettle(listening, 'lost');
    return listening;
  }

  remove(channel: string): void {
    const listening = this.wanted.get(channel);
    if (listening === undefined) return;
    this.wanted.delete(channel);
    this.asked.delete(listening);
    this.settle(listening);
    release(listening);
    this.withdraw([listening]);
  }

  /** Resolves when all are confirmed; at once, or after a second at most, when that will take long. */
  whenConfirmed(all: readonly Listening[]): MaybePromise<void> {
    const waits = all.filter(({ state }) => state === 'asked');
    if (waits.length === 0) return;
    return Promise.all(waits.map(wait)).then(() => undefined);
  }

  /**
   * Asks for several in one turn, one command for each kind; not for what was removed meanwhile.
   *
   * @param onAnswer called after all answers, which need not come when the connection is cut
   */
  ask(listenings: readonly Listening[], onAnswer: () => void = () => {}): void {
    const groups = byCommand(listenings.filter((one) => this.wanted.get(one.channel) === one));
    if (groups.size === 0) onAnswer();
    let unanswered = groups.size;
    for (const [command, group] of groups) {
      this.askTogether(command, group, () => {
        unanswered -= 1;
        if (unanswered === 0) onAnswer();
      });
    }
  }

  /** Takes requests back, as soon as that is possible; the answer does not matter. */
  withdraw(listenings: readonly Listening[]): void {
    const { subscriber, report } = this.parts;
    if (!subscriber.canAsk) {
      for (const listening of listenings) this.owed.add(listening);
      return;
    }
    for (const [command, group] of byCommand(listenings)) {
      const channels = group.map(({ channel }) => channel);
      subscriber.unsubscribe(command, channels).catch((error: unknown) => report('unsubscribe', error));
    }
  }

  /** The connection is gone, with every subscription and every request on it. */
  loseAll(): void {
    this.owed.clear();
    for (const listening of this.asked) release(listening);
    this.asked.clear();
    for (const listening of this.wanted.values()) this.unsettle(listening, 'lost');
  }

  /** Something happened that may have cost confirmed subscriptions. @returns whether there are any */
  doubtAll(): boolean {
    let isAny = false;
    for (const listening of this.wanted.values()) {
      if (listening.state !== 'confirmed') continue;
      isAny = true;
      this.unsettle(listening, 'doubtful');
    }
    return isAny;
  }

  *unsettledIn(state: 'doubtful' | 'lost'): Iterable<Listening> {
    if (this.unsettled === 0) return;
    for (const listening of this.wanted.values()) {
      if (listening.isUnsettled && listening.state === state) yield listening;
    }
  }

  confirm(listening: Listening): void {
    if (this.wanted.get(listening.channel) !== listening) return;
    this.asked.delete(listening);
    this.settle(listening);
    listening.state = 'confirmed';
    release(listening);
  }

  /** To be called four times a second. */
  check(): void {
    this.withdrawOwed();
    this.checks += 1;
    this.isLate = false;
    for (const listening of this.asked) {
      // In the order in which they were asked for: the rest is younger.
      if (this.checks - listening.askedAt <= patientChecks) return;
      this.isLate = true;
      release(listening);
    }
  }

  private askTogether(command: SubscribeCommand, group: readonly Listening[], onAnswer: () => void): void {
    const current = group.map((listening) => this.begin(listening));
    const channels = group.map(({ channel }) => channel);
    const answer = (apply: (listening: Listening) => void): void => {
      for (const { listening, attempt } of current) {
        if (listening.attempts === attempt && this.asked.has(listening)) apply(listening);
      }
      onAnswer();
    };
    const { subscriber, clock, report } = this.parts;
    const askedAt = clock.now();
    subscriber.subscribe(command, channels).then(
      () => answer((listening) => this.confirm(listening)),
      (error: unknown) => {
        report('subscribe', error, (clock.now() - askedAt) / 1000);
        answer((listening) => this.unsettle(listening, 'lost'));
      },
    );
  }

  private withdrawOwed(): void {
    if (!this.canAsk) return;
    for (const listening of this.owed) {
      this.owed.delete(listening);
      if (!this.wanted.has(listening.channel)) this.withdraw([listening]);
    }
  }

  private begin(listening: Listening): { readonly listening: Listening; readonly attempt: number } {
    listening.state = 'asked';
    listening.askedAt = this.checks;
    listening.attempts += 1;
    this.asked.add(listening);
    return { listening, attempt: listening.attempts };
  }

  /** Not known to be there: nobody waits for it, and it is to be asked for again. */
  unsettle(listening: Listening, state: 'doubtful' | 'lost'): void {
    listening.state = state;
    if (this.asked.delete(listening)) release(listening);
    if (listening.isUnsettled) return;
    listening.isUnsettled = true;
    this.unsettled += 1;
  }

  private settle(listening: Listening): void {
    if (!listening.isUnsettled) return;
    listening.isUnsettled = false;
    this.unsettled -= 1;
  }
}

function byCommand(listenings: readonly Listening[]): Map<SubscribeCommand, Listening[]> {
  const groups = new Map<SubscribeCommand, Listening[]>();
  for (const listening of listenings) {
    const group = groups.get(listening.command);
    if (group === undefined) groups.set(listening.command, [listening]);
    else group.push(listening);
  }
  return groups;
}

function createListening(command: SubscribeCommand, channel: string): Listening {
  return { command, channel, state: 'lost', isUnsettled: false, askedAt: 0, attempts: 0, waiters: [] };
}

function wait(listening: Listening): Promise<void> {
  return new Promise((resolve) => {
    listening.waiters.push(resolve);
  });
}

function release(listening: Listening): void {
  const { waiters } = listening;
  if (waiters.length === 0) return;
  listening.waiters = [];
  for (const run of waiters) run();
}
