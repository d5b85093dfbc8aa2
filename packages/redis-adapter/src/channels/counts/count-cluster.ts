import type { Bucket } from '../../buckets/bucket.js';
import type { ScriptReply } from '../../buckets/script-reply.js';
import { countCluster as script } from '../../scripts/channels/count-cluster.js';
import { parseAppRef } from '../channel-ref.js';

/** What all nodes have together. */
export interface ClusterCount {
  /** Whose lease has not run out; in the bucket that knows most of them, for a node joins one bucket after the other. */
  readonly nodes: number;
  readonly apps: readonly AppCount[];
}

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

/** The living nodes, and every app that has a channel anywhere. Throws PusherError `backend` while a bucket is away. */
export async function countCluster(buckets: readonly Bucket[]): Promise<ClusterCount> {
  const apps = new Map<string, AppCount>();
  let nodes = 0;
  for (let from = 0; from < buckets.length; from += WIDTH) {
    const together = buckets.slice(from, from + WIDTH);
    const replies = await Promise.all(together.map((bucket) => bucket.ask({ script, args: [] })));
    nodes = Math.max(nodes, ...replies.map((reply) => reply.number(0)));
    addApps(apps, replies);
  }
  return { nodes, apps: [...apps.values()] };
}

function addApps(apps: Map<string, AppCount>, replies: readonly ScriptReply[]): void {
  for (const [ref = '', channels, members] of replies.flatMap((reply) => reply.rows(1, 3))) {
    const appId = parseAppRef(ref);
    const before = apps.get(appId) ?? { channels: 0, presenceMembers: 0 };
    apps.set(appId, {
      appId,
      channels: before.channels + Number(channels),
      presenceMembers: before.presenceMembers + Number(members),
    });
  }
}
