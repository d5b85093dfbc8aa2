import type { ChannelInfo, ChannelName, InfoAttribute, Member } from '@shoal/protocol';
import type { CacheStore } from '../cluster/cache-store.js';
import type { ChannelStore, ChannelSummary } from '../cluster/channel-store.js';
import { andThen, type MaybePromise } from '../maybe-promise.js';

export interface ChannelQueryParts {
  readonly store: ChannelStore;
  readonly cache: CacheStore;
}

/** What backends may ask about channels; answered from the stores, which know all nodes. */
export class ChannelQueries {
  private readonly parts: ChannelQueryParts;

  constructor(parts: ChannelQueryParts) {
    this.parts = parts;
  }

  list(appId: string, prefix: string): AsyncIterable<readonly ChannelSummary[]> {
    return this.parts.store.list(appId, prefix);
  }

  /** `occupied` always, the rest as asked. */
  describe(appId: string, channel: ChannelName, info: ReadonlySet<InfoAttribute>): MaybePromise<ChannelInfo> {
    const ref = { appId, name: channel.name };
    return andThen(this.parts.store.find(ref), (summary) => {
      const answer: ChannelInfo = { occupied: summary.subscriptions > 0, ...describeCounts(summary, info) };
      if (!info.has('cache')) return answer;
      return andThen(this.parts.cache.recall(ref), (event) => {
        const cache = event === undefined ? null : { data: event.data, ttl: event.ttl };
        return { ...answer, cache };
      });
    });
  }

  members(appId: string, channel: ChannelName): MaybePromise<readonly Member[]> {
    return this.parts.store.members({ appId, name: channel.name });
  }
}

/** The counts that were asked for. */
export function describeCounts(summary: ChannelSummary, info: ReadonlySet<InfoAttribute>): ChannelInfo {
  return {
    ...(info.has('user_count') ? { user_count: summary.users ?? 0 } : {}),
    ...(info.has('subscription_count') ? { subscription_count: summary.subscriptions } : {}),
  };
}
