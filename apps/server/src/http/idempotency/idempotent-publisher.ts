import type { IncomingHttpHeaders } from 'node:http';
import type { RealtimeNode } from '@shoal/core';
import type { IdempotencyMetrics } from '@shoal/metrics';
import { PusherError } from '@shoal/protocol';
import type { AppLimit } from '../limits/app-limit.js';
import type { ApiAnswer } from '../request/api-request.js';
import type { ClaimedKeys, ClaimedKeysParts } from './claimed-keys.js';
import { idempotencyKey } from './idempotency-key.js';
import { KeyClaimer } from './key-claimer.js';
import {
  countKeyed,
  fingerprintsOf,
  freshItems,
  type KeyedItem,
  type KeyedPublish,
} from './keyed-publish.js';

export interface IdempotentPublisherParts extends ClaimedKeysParts {
  readonly publisher: Pick<RealtimeNode, 'publish'>;
  readonly limit: Pick<AppLimit, 'take'>;
  readonly metrics: Pick<IdempotencyMetrics, 'asked' | 'repeated'>;
  /** In characters. */
  readonly maxKeyLength: number;
}

/** A request whose keys are claimed. */
interface Work {
  readonly request: KeyedPublish;
  readonly keys: ClaimedKeys;
  readonly fresh: readonly KeyedItem[];
}

/** What became of the fresh items. */
interface Sent {
  readonly items: readonly KeyedItem[];
  /** What was thrown for the next one, if any; those after it were not tried. */
  readonly failure: unknown;
}

const replayed = { 'X-Idempotency-Replayed': 'true' };

/**
 * Publishes what has idempotency keys: what was published before is answered as it was then, the rest is published
 * and its answer recorded. Two items of a batch with one key are a repeat like any other.
 */
export class IdempotentPublisher {
  private readonly parts: IdempotentPublisherParts;
  private readonly claimer: KeyClaimer;

  constructor(parts: IdempotentPublisherParts) {
    this.parts = parts;
    this.claimer = new KeyClaimer(parts);
  }

  /** @throws PusherError `bad_request` */
  keyOf(fields: unknown, headers?: IncomingHttpHeaders): string | undefined {
    return idempotencyKey(fields, headers, this.parts.maxKeyLength);
  }

  /** @throws PusherError; what was certainly not published by then, a repeat may publish at once */
  async publish(request: KeyedPublish): Promise<ApiAnswer> {
    const { app, whole, items } = request;
    const { metrics } = this.parts;
    metrics.asked(app.id, countKeyed(request));
    const keys = await this.claimer.claim(app.id, fingerprintsOf(request));
    const response = whole && keys.responseOf(whole.key);
    if (response !== undefined) {
      await keys.release();
      metrics.repeated(app.id, countKeyed(request));
      return { ...response, headers: replayed };
    }
    const work = { request, keys, fresh: freshItems(items, keys) };
    const headers = await this.prepare(work);
    const sent = this.send(work);
    metrics.repeated(app.id, items.length - work.fresh.length);
    const body = await settle(work, sent);
    const isRepeat = items.length > 0 && work.fresh.length === 0;
    return { body, headers: isRepeat ? replayed : headers };
  }

  /** Everything that may refuse the request, or has to be waited for. @returns headers of the limit */
  private async prepare({ request: { app }, keys, fresh }: Work): Promise<Record<string, string>> {
    const points = fresh.reduce((sum, { event }) => sum + event.channels.length, 0);
    const { backendEventsPerSecond: limit } = app.limits;
    try {
      const headers = points === 0 ? undefined : this.parts.limit.take(app.id, limit, points);
      if (!keys.areFresh()) await keys.renew();
      return headers ?? {};
    } catch (error) {
      await keys.release();
      throw error;
    }
  }

  private send({ request: { app, source }, fresh }: Work): Sent {
    for (const [index, { event }] of fresh.entries()) {
      try {
        this.parts.publisher.publish(app, event, source);
      } catch (failure) {
        return { items: fresh.slice(0, index), failure };
      }
    }
    return { items: fresh, failure: undefined };
  }
}

/**
 * Records what was sent and gives back what was not. What was sent counts as done, also when it cannot be described
 * and this request fails for that: its repeat is answered without the description.
 */
async function settle(work: Work, { items: sent, failure }: Sent): Promise<string> {
  const { request, keys } = work;
  if (failure !== undefined) await releaseUnsent(work, { items: sent, failure });
  let problem = failure;
  const settleItem = async (item: KeyedItem): Promise<readonly [KeyedItem, string]> => {
    const description = await request.describe(item.event).catch((error: unknown) => {
      problem ??= error;
      return request.undescribed;
    });
    const body = JSON.stringify(description);
    if (item.keyed !== undefined) await keys.record(item.keyed.key, { status: 200, body });
    return [item, body];
  };
  const parts = new Map(await Promise.all(sent.map(settleItem)));
  if (failure !== undefined) throw failure;
  const body = request.compose(
    request.items.map(
      (item) => (item.keyed && keys.responseOf(item.keyed.key)?.body) ?? parts.get(item) ?? '{}',
    ),
  );
  if (request.whole !== undefined) await keys.record(request.whole.key, { status: 200, body });
  if (problem !== undefined) throw problem;
  return body;
}

/** The item that failed may have left, unless it was refused by name; the whole, if anything of it did. */
async function releaseUnsent({ request, keys, fresh }: Work, { items: sent, failure }: Sent): Promise<void> {
  const wasRefused = failure instanceof PusherError;
  const unsent = fresh.slice(sent.length + (wasRefused ? 0 : 1)).map(({ keyed }) => keyed);
  if (wasRefused && sent.length === 0) unsent.push(request.whole);
  await keys.release(unsent.flatMap((keyed) => (keyed === undefined ? [] : [keyed.key])));
}
