import { type ChannelStore, type ChannelStoreHost, type Grace, RecordIds, systemClock } from '@shoal/core';
import { type ChannelStoreCluster, describeChannelStore, realPassage } from '@shoal/core/testing';
import { BucketSet } from '../../src/buckets/bucket-set.js';
import { RedisChannelStore } from '../../src/channels/redis-channel-store.js';
import { OutboxMover } from '../../src/outbox/outbox-mover.js';
import type { WebhookBatch } from '../../src/outbox/webhook-batch.js';
import { CuttableConnection } from '../nodes/cuttable-connection.js';
import { useRedis } from '../nodes/use-redis.js';

const redis = useRedis();
let clusters = 0;

/** Nodes on one Redis, each behind a line that can be cut. */
class RedisCluster implements ChannelStoreCluster {
  private readonly grace: Grace;
  private readonly prefix: string;
  private readonly lines: CuttableConnection[] = [];
  private readonly nodes: { close(): void }[] = [];

  constructor(grace: Grace) {
    clusters += 1;
    this.grace = grace;
    this.prefix = `conformance-${clusters}:`;
  }

  async addNode(host: ChannelStoreHost): Promise<ChannelStore> {
    const connection = new CuttableConnection(redis());
    const buckets = new BucketSet({ connection, clock: systemClock, prefix: this.prefix, count: 8 });
    const shared = { clock: systemClock, recordIds: new RecordIds() };
    const passOn = async ({ records }: WebhookBatch): Promise<void> => host.recorded(records);
    const mover = new OutboxMover({ ...shared, passOn, linger: 0 });
    const store = new RedisChannelStore({
      ...{ buckets, ...shared },
      grace: this.grace,
      hint: () => {},
      recorded: (bucket) => mover.poke(bucket),
    });
    store.start(host);
    await buckets.start();
    this.lines.push(connection);
    this.nodes.push(store, buckets);
    return store;
  }

  outage(): AsyncDisposable {
    for (const line of this.lines) line.break();
    return {
      [Symbol.asyncDispose]: async () => {
        for (const line of this.lines) line.mend();
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const node of this.nodes) node.close();
  }
}

describeChannelStore({
  name: 'RedisChannelStore',
  nodes: 'several',
  canBeAway: true,
  passage: realPassage,
  create: (grace) => new RedisCluster(grace),
});
