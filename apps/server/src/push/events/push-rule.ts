import type { Clock } from '@shoal/core';
import { isRecord, PusherError } from '@shoal/protocol';
import type { PushRuleConfiguration } from '@shoal/runtime';
import { LocalLimits } from '../../http/limits/local-limits.js';

/** The payload of a push, as the API takes it. */
export interface RulePayload {
  readonly title: string;
  readonly body: string;
  readonly templateData?: Readonly<Record<string, unknown>>;
}

type Rule = Readonly<Pick<PushRuleConfiguration, 'channelPattern' | 'rateLimitPerSecond'>> & {
  readonly eventFilter: readonly string[];
  readonly payloadMapping: Readonly<PushRuleConfiguration['payloadMapping']>;
};

/** One of `push_rules`: which events are pushed to the devices of their channels, and what they say. */
export class PushRule {
  readonly #rule: Rule;
  readonly #events: ReadonlySet<string>;
  readonly #limits: LocalLimits;

  constructor(rule: Rule, clock: Clock) {
    this.#rule = rule;
    this.#events = new Set(rule.eventFilter);
    this.#limits = new LocalLimits(clock);
  }

  hasEvent(name: string): boolean {
    return this.#events.has(name);
  }

  hasChannel(name: string): boolean {
    const { channelPattern: pattern } = this.#rule;
    return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
  }

  /** Takes one of the pushes that the rule may make for an app in a second. @throws PusherError `rate_limited` */
  take(appId: string): void {
    const { rateLimitPerSecond: limit } = this.#rule;
    if (this.#limits.take({ limiter: 'push_rule', appId, limit, points: 1 }).isAllowed) return;
    throw new PusherError('rate_limited', `More than ${limit} pushes of this rule in a second`);
  }

  /** @param data of the event @throws PusherError `bad_request` */
  payloadOf(data: string): RulePayload {
    const { titleField, bodyField, templateDataField, includeRemainingFields } = this.#rule.payloadMapping;
    const { [titleField]: title, [bodyField]: body, ...remaining } = parseObject(data);
    if (typeof title !== 'string' || typeof body !== 'string') {
      throw new PusherError('bad_request', `The event's data needs texts as ${titleField} and ${bodyField}`);
    }
    const hasMore = includeRemainingFields && Object.keys(remaining).length > 0;
    return { title, body, ...(hasMore && { templateData: { [templateDataField]: remaining } }) };
  }
}

function parseObject(data: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    // Told below, as any other data that is no object.
  }
  if (isRecord(value)) return value;
  throw new PusherError('bad_request', "The event's data is no JSON object");
}
