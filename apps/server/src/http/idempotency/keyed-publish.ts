import type { App, PublicationSource } from '@shoal/core';
import { type PublishRequest, PusherError } from '@shoal/protocol';
import type { ClaimedKeys } from './claimed-keys.js';

/** A request to publish, checked, with an idempotency key for the whole or for some of its items. */
export interface KeyedPublish {
  readonly app: App;
  readonly source: PublicationSource;
  readonly whole: Keyed | undefined;
  readonly items: readonly KeyedItem[];
  /** An item's part of the answer, asked for when it was published. */
  describe(event: PublishRequest): Promise<object>;
  /** That part when describing failed. */
  readonly undescribed: object;
  /** The answer, from the parts of all items as JSON. */
  compose(parts: readonly string[]): string;
}

export interface KeyedItem {
  readonly event: PublishRequest;
  readonly keyed: Keyed | undefined;
}

export interface Keyed {
  readonly key: string;
  readonly fingerprint: string;
}

/** By key. @throws PusherError `idempotency_conflict` when the request itself uses a key for two things */
export function fingerprintsOf(request: KeyedPublish): ReadonlyMap<string, string> {
  const fingerprints = new Map<string, string>();
  for (const { key, fingerprint } of allKeyed(request)) {
    if ((fingerprints.get(key) ?? fingerprint) !== fingerprint) throw new PusherError('idempotency_conflict');
    fingerprints.set(key, fingerprint);
  }
  return fingerprints;
}

/** Publishes with a key: the whole, and each item that has its own. */
export function countKeyed(request: KeyedPublish): number {
  return allKeyed(request).length;
}

/** What is to be published: items without a key, and the first with each key that has no response yet. */
export function freshItems(items: readonly KeyedItem[], keys: ClaimedKeys): KeyedItem[] {
  const seen = new Set<string>();
  return items.filter(({ keyed }) => {
    if (keyed === undefined) return true;
    const isFresh = !seen.has(keyed.key) && keys.responseOf(keyed.key) === undefined;
    seen.add(keyed.key);
    return isFresh;
  });
}

function allKeyed({ whole, items }: KeyedPublish): Keyed[] {
  return [whole, ...items.map(({ keyed }) => keyed)].filter((keyed) => keyed !== undefined);
}
