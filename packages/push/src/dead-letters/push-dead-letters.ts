import { createHash } from 'node:crypto';
import type { Clock, DeadLetter, DeadLetterPage } from '@shoal/queue';
import type { Provider } from '../model/provider.js';
import type { Publish } from '../model/publish.js';
import type { Target } from '../model/target.js';
import { enqueuePublish } from '../pipeline/enqueue-publish.js';
import type { DeliveryLetter } from '../pipeline/push-jobs.js';
import type { DeliveryKey } from '../store/publish-ledger.js';
import type { PushStores } from '../store/push-stores.js';

export interface PushDeadLettersParts {
  readonly stores: Pick<PushStores, 'deadLetters' | 'ledger' | 'plans'>;
  /** Milliseconds that the publish of a replay is kept. */
  readonly keepMs: number;
  readonly clock: Clock;
}

export interface PushLetterQuery {
  readonly appId: string;
  readonly provider?: Provider;
  /** Milliseconds since 1970: not before, and not after. */
  readonly sinceMs?: number;
  readonly untilMs?: number;
  /** From a former page. */
  readonly cursor?: string;
  /** 1 to 100. */
  readonly limit: number;
}

/** `publish_gone`: what it said is not kept any more. `expired`: nobody wants it any more. The letter stays. */
export type PushReplay =
  | { readonly kind: 'replayed'; readonly publishId: string }
  | { readonly kind: 'not_found' | 'publish_gone' | 'expired' };

/** Deliveries that were given up, for an operator. Everything may throw QueueAwayError. */
export class PushDeadLetters {
  readonly #parts: PushDeadLettersParts;

  constructor(parts: PushDeadLettersParts) {
    this.#parts = parts;
  }

  /** Newest first. A page may have fewer letters than its limit, or none, and be followed by another. @throws BadCursorError */
  async list(query: PushLetterQuery): Promise<DeadLetterPage<DeliveryLetter>> {
    const { appId, provider, limit, cursor } = query;
    const { sinceMs = 0, untilMs = Number.POSITIVE_INFINITY } = query;
    const page = await this.#parts.stores.deadLetters.list({
      ...{ group: appId, limit },
      ...(provider !== undefined && { topic: provider }),
      ...(cursor !== undefined && { cursor }),
    });
    const letters = page.letters.filter(({ failedAt }) => failedAt >= sinceMs && failedAt <= untilMs);
    const isPast = (page.letters.at(-1)?.failedAt ?? 0) < sinceMs;
    return page.cursor === undefined || isPast ? { letters } : { letters, cursor: page.cursor };
  }

  /**
   * Sends it as a new publish to that one device, with the payloads of the old one: what was counted stays counted. A
   * replay that was cut off may be repeated, and is the same publish.
   */
  async replay(appId: string, id: string): Promise<PushReplay> {
    const { stores, clock, keepMs } = this.#parts;
    const letter = await stores.deadLetters.find(appId, id);
    if (letter === undefined) return { kind: 'not_found' };
    const publish = await stores.ledger.find(appId, letter.data.publishId);
    const target = publish === undefined ? undefined : targetOf(publish, letter.data.key);
    if (publish === undefined || target === undefined) return { kind: 'publish_gone' };
    const now = clock.wall();
    const { expiresAtMs } = publish;
    if (expiresAtMs !== undefined && expiresAtMs <= now) return { kind: 'expired' };
    const replay: Publish = {
      ...{ appId, id: replayId(letter), targets: [target], payloads: publish.payloads, acceptedAtMs: now },
      ...(expiresAtMs !== undefined && { expiresAtMs }),
    };
    await enqueuePublish(replay, { stores, keepMs, now });
    await stores.deadLetters.remove(appId, id);
    return { kind: 'replayed', publishId: replay.id };
  }

  /** @returns whether it was there */
  remove(appId: string, id: string): Promise<boolean> {
    return this.#parts.stores.deadLetters.remove(appId, id);
  }
}

function targetOf({ targets }: Publish, key: DeliveryKey): Target | undefined {
  if (key.startsWith('d:')) return { type: 'device', deviceId: key.slice(2) };
  const target = targets[Number(key.slice(2))];
  return target?.type === 'recipient' ? target : undefined;
}

function replayId({ id, failedAt }: DeadLetter<DeliveryLetter>): string {
  return `pub_${createHash('sha256').update(`${id} ${failedAt}`).digest('base64url').slice(0, 22)}`;
}
