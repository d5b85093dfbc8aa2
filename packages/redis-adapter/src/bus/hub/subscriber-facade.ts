import type { Cluster, Redis } from 'ioredis';
import type { ReportFailure } from '../bus-counters.js';
import type { Listening, SubscribeCommand } from '../subscriptions/listening.js';
import type { Subscriptions } from '../subscriptions/subscriptions.js';

type Handler = (...details: unknown[]) => unknown;

/**
 * The client that the Socket.IO adapter subscribes with. The adapter fires its subscriptions and forgets them; here
 * they become `Subscriptions`, which know what is confirmed and ask again. What the adapter throws over a message
 * would end the process (ioredis throws it again where nobody catches); here it is counted.
 */
export class SubscriberFacade {
  private readonly client: Redis | Cluster;
  private readonly subscriptions: Subscriptions;
  private readonly report: ReportFailure;
  private readonly guards = new Map<Handler, { event: string; guard: Handler }>();
  private collected: Listening[] | undefined;

  constructor(client: Redis | Cluster, subscriptions: Subscriptions, report: ReportFailure) {
    this.client = client;
    this.subscriptions = subscriptions;
    this.report = report;
  }

  /** What `action` makes the adapter subscribe to. */
  collect(action: () => void): readonly Listening[] {
    const collected: Listening[] = [];
    this.collected = collected;
    try {
      action();
    } finally {
      this.collected = undefined;
    }
    return collected;
  }

  ssubscribe(channel: string): void {
    this.add('ssubscribe', channel);
  }

  psubscribe(pattern: string): void {
    this.add('psubscribe', pattern);
  }

  subscribe(channels: readonly string[]): void {
    for (const channel of channels) this.add('subscribe', channel);
  }

  sunsubscribe(channel: string): void {
    this.subscriptions.remove(channel);
  }

  punsubscribe(pattern: string): void {
    this.subscriptions.remove(pattern);
  }

  unsubscribe(channels: readonly string[]): void {
    for (const channel of channels) this.subscriptions.remove(channel);
  }

  on(event: string, handler: Handler): this {
    if (event === 'error') return this;
    const guard = (...details: unknown[]): void => this.guarded(handler, details);
    this.guards.set(handler, { event, guard });
    this.client.on(event, guard);
    return this;
  }

  off(_event: string, handler: Handler): this {
    const known = this.guards.get(handler);
    this.guards.delete(handler);
    if (known !== undefined) this.client.off(known.event, known.guard);
    return this;
  }

  /** Stops hearing messages, also where the adapter forgets to. */
  close(): void {
    for (const handler of [...this.guards.keys()]) this.off('', handler);
  }

  private add(command: SubscribeCommand, channel: string): void {
    const listening = this.subscriptions.add(command, channel);
    this.collected?.push(listening);
  }

  private guarded(handler: Handler, details: unknown[]): void {
    try {
      const result = handler(...details);
      if (result instanceof Promise) result.catch((error: unknown) => this.report('receive', error));
    } catch (error) {
      this.report('receive', error);
    }
  }
}
