import type { ChannelSummary } from '@shoal/core';
import type { Bucket } from '../../buckets/bucket.js';
import { LISTED_AT_ONCE, list } from '../../scripts/channels/list.js';
import { appRef, hasMembers } from '../channel-ref.js';

/** Buckets that are read at once. */
const WIDTH = 8;

/** Occupied channels, in pages, a few buckets at a time. Throws PusherError `backend` while one is away. */
export async function* listChannels(
  buckets: readonly Bucket[],
  { appId, prefix }: { readonly appId: string; readonly prefix: string },
): AsyncIterable<readonly ChannelSummary[]> {
  const app = appRef(appId);
  for (let from = 0; from < buckets.length; from += WIDTH) {
    let open = buckets.slice(from, from + WIDTH).map((bucket) => ({ bucket, last: '' }));
    while (open.length > 0) {
      const pages = await Promise.all(open.map((cursor) => readPage(cursor, { app, prefix })));
      for (const { channels } of pages) if (channels.length > 0) yield channels;
      open = pages
        .filter(({ channels }) => channels.length === LISTED_AT_ONCE)
        .map(({ bucket, channels }) => ({ bucket, last: channels.at(-1)?.name ?? '' }));
    }
  }
}

async function readPage(
  { bucket, last }: { bucket: Bucket; last: string },
  { app, prefix }: { app: string; prefix: string },
): Promise<{ bucket: Bucket; channels: readonly ChannelSummary[] }> {
  const reply = await bucket.ask({ script: list, args: [app, prefix, last] });
  const rows = reply.rows(0, 3);
  const channels = rows.map(([name = '', subscriptions, users]) =>
    summarise(name, { subscriptions: Number(subscriptions), users: Number(users) }),
  );
  return { bucket, channels };
}

/** Only presence channels have users. */
export function summarise(name: string, counts: { subscriptions: number; users: number }): ChannelSummary {
  const { subscriptions, users } = counts;
  return hasMembers({ name }) ? { name, subscriptions, users } : { name, subscriptions };
}
