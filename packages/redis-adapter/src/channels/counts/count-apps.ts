import type { Bucket } from '../../buckets/bucket.js';
import { countApps as script } from '../../scripts/channels/count-apps.js';
import { parseAppRef } from '../channel-ref.js';

/** What an app has on all nodes together. */
export interface AppCount {
  readonly appId: string;
  /** Occupied channels; those of signed-in users are not among them. */
  readonly channels: number;
  /** Members of presence channels, one for each user and channel. */
  readonly presenceMembers: number;
}

/** Buckets that are read at once. */
const WIDTH = 8;

/** Every app that has a channel anywhere. Throws PusherError `backend` while a bucket is away. */
export async function countApps(buckets: readonly Bucket[]): Promise<readonly AppCount[]> {
  const apps = new Map<string, AppCount>();
  for (let from = 0; from < buckets.length; from += WIDTH) {
    const together = buckets.slice(from, from + WIDTH);
    const replies = await Promise.all(together.map((bucket) => bucket.ask({ script, args: [] })));
    for (const [ref = '', channels, members] of replies.flatMap((reply) => reply.rows(0, 3))) {
      const appId = parseAppRef(ref);
      const before = apps.get(appId) ?? { channels: 0, presenceMembers: 0 };
      apps.set(appId, {
        appId,
        channels: before.channels + Number(channels),
        presenceMembers: before.presenceMembers + Number(members),
      });
    }
  }
  return [...apps.values()];
}
