import { TimedCluster } from '../nodes/timed-cluster.js';
import { useRedis } from '../nodes/use-redis.js';
import { addMovingNode, channelsOf, namesIn, Promised } from './moving-node.js';

const redis = useRedis();
const oneBucket = { bucketCount: 1 };

test('after a failover a batch is the one that it was, and what follows counts in the new epoch', async () => {
  await using cluster = new TimedCluster(redis(), oneBucket);
  let isAway = true;
  const { occupy, passed, node } = await addMovingNode(cluster, {
    async passOn() {
      if (isAway) throw new Error('The queue is away');
    },
  });
  const bucket = node.buckets.of('any');
  await occupy(...channelsOf('one', 'a', 1));
  await cluster.pass(50);
  const before = bucket.epoch;
  cluster.failOver();
  await cluster.pass(3_500);
  isAway = false;
  await occupy(...channelsOf('one', 'b', 1));
  await cluster.pass(5_000);
  expect(bucket.epoch).not.toBe(before);
  const distinct = [...new Map(passed.map((batch) => [batch.id, batch])).values()];
  expect(passed.slice(0, -1)).toEqual(passed.slice(0, -1).map(() => passed[0]));
  expect(distinct.map((batch) => [namesIn(batch), batch.source.epoch])).toEqual([
    [['a1'], before],
    [['b1'], bucket.epoch],
  ]);
});

test('when everything is lost, what was in no queue is lost too, and the next facts are passed on as ever', async () => {
  await using cluster = new TimedCluster(redis(), oneBucket);
  const safe = new Promised();
  const { occupy, passed } = await addMovingNode(cluster, { passOn: () => safe.promise });
  await occupy(...channelsOf('one', 'a', 1));
  await cluster.pass(50);
  await occupy(...channelsOf('one', 'lost', 1));
  await cluster.flush();
  await cluster.pass(3_500);
  await occupy(...channelsOf('one', 'b', 1));
  safe.keep();
  await cluster.pass(15_000);
  expect(passed.map(namesIn)).toEqual([['a1'], ['b1']]);
  expect(new Set(passed.map(({ source }) => source.epoch)).size).toBe(2);
});
