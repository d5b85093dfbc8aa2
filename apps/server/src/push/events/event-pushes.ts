import type { PushMetrics } from '@shoal/metrics';
import { asPusherError, type ErrorKey, type PublishRequest, PusherError } from '@shoal/protocol';
import type { Logger } from '@shoal/runtime';
import type { OpenedPush } from '../open-push.js';
import type { PushRule } from './push-rule.js';

export interface EventPushesParts {
  readonly push: { open(): Promise<{ readonly admission: Pick<OpenedPush['admission'], 'publish'> }> };
  readonly rules: readonly PushRule[];
  readonly metrics: Pick<PushMetrics, 'admitted'>;
  readonly logger: Pick<Logger, 'warn'>;
}

type Event = Pick<PublishRequest, 'name' | 'data' | 'channels' | 'push'>;

/** Pushes that are being accepted at once. */
const MOST = 1_000;

/**
 * Pushes that go with events: those that ask for it with `extras.push`, and those that a rule is for. An event is
 * published whatever becomes of its push: that is told by log and metrics.
 */
export class EventPushes {
  readonly #parts: EventPushesParts;
  readonly #underWay = new Set<Promise<void>>();

  constructor(parts: EventPushesParts) {
    this.#parts = parts;
  }

  /** Returns at once, and never throws. */
  accompany(appId: string, event: Event): void {
    const { name, data, channels, push } = event;
    const names = channels.map((channel) => channel.name);
    if (push !== undefined) this.#begin(appId, names, () => push);
    for (const rule of this.#parts.rules) {
      const matching = rule.hasEvent(name) ? names.filter((channel) => rule.hasChannel(channel)) : [];
      if (matching.length === 0) continue;
      this.#begin(appId, matching, () => {
        rule.take(appId);
        return rule.payloadOf(data);
      });
    }
  }

  /** Resolves when those that were begun are accepted or refused. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  #begin(appId: string, channels: readonly string[], payload: () => unknown): void {
    try {
      if (this.#underWay.size >= MOST) throw new PusherError('over_capacity');
      const recipients = channels.map((channel) => ({ type: 'channel', channel }));
      const told = this.#publish(appId, { recipients, payload: payload() }).finally(() =>
        this.#underWay.delete(told),
      );
      this.#underWay.add(told);
    } catch (error) {
      this.#refuse(appId, error);
    }
  }

  async #publish(appId: string, body: object): Promise<void> {
    const { push } = this.#parts;
    try {
      const { admission } = await push.open();
      await admission.publish(appId, body);
    } catch (error) {
      // Whoever admits pushes counts what is refused.
      this.#log(appId, error);
    }
  }

  #refuse(appId: string, thrown: unknown): void {
    const { key } = asPusherError(thrown);
    this.#parts.metrics.admitted(appId, results[key] ?? 'unavailable', 0);
    this.#log(appId, thrown);
  }

  #log(appId: string, thrown: unknown): void {
    const error = thrown instanceof PusherError ? thrown.message : thrown;
    this.#parts.logger.warn('push of an event failed', { app_id: appId, error });
  }
}

const results: Partial<Record<ErrorKey, Parameters<PushMetrics['admitted']>[1]>> = {
  bad_request: 'invalid',
  rate_limited: 'rate_limited',
  over_capacity: 'backpressure',
};
