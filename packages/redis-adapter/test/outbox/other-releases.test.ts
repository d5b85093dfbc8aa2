import { TimedCluster } from '../nodes/timed-cluster.js';
import { useRedis } from '../nodes/use-redis.js';
import { addMovingNode, channelsOf, namesIn } from './moving-node.js';

const redis = useRedis();
const oneBucket = { bucketCount: 1 };
const never = (): Promise<void> => new Promise(() => {});
const strange = '9["r-1","one:x","channel_occupied",false,1,1,"more"]';

test('nothing overtakes what another release has recorded, and all goes on once that is gone', async () => {
  await using cluster = new TimedCluster(redis(), oneBucket);
  const { occupy, passed, mover } = await addMovingNode(cluster);
  await occupy(...channelsOf('one', 'a', 2));
  const outbox = await keyOf(cluster, 'outbox');
  const [, second] = await redis().zrange(outbox, 0, '-1', 'WITHSCORES');
  await redis().zadd(outbox, Number(second) + 0.5, strange);
  await cluster.pass(1_000);
  expect(passed.map(namesIn)).toEqual([['a1']]);
  expect(mover.unreadable).toBeGreaterThan(0);
  expect(await redis().zrange(outbox, 0, '0')).toEqual([strange]);
  await cluster.pass(60_000);
  expect(passed.map(namesIn)).toEqual([['a1']]);
  await redis().zrem(outbox, strange);
  await cluster.pass(5_000);
  expect(passed.map(namesIn)).toEqual([['a1'], ['a2']]);
});

test('the batch of a mover of another release that died waits for that release', async () => {
  await using cluster = new TimedCluster(redis(), oneBucket);
  const dies = await addMovingNode(cluster, { passOn: never });
  const lives = await addMovingNode(cluster);
  await dies.occupy(...channelsOf('one', 'a', 2));
  await cluster.pass(50);
  const batched = await keyOf(cluster, 'batched');
  const [first = '', second = ''] = await redis().lrange(batched, 0, -1);
  await redis().lset(batched, 1, strange);
  dies.node.kill();
  await cluster.pass(15_000);
  expect(lives.passed).toEqual([]);
  expect(lives.mover.unreadable).toBeGreaterThan(0);
  expect(await redis().lrange(batched, 0, -1)).toEqual([first, strange]);
  await redis().lset(batched, 1, second);
  await cluster.pass(2_000);
  expect(lives.passed).toEqual(dies.passed);
});

/** The name of a key of the only bucket. */
async function keyOf(cluster: TimedCluster, name: string): Promise<string> {
  const key = (await cluster.keys()).find((found) => found.endsWith(`:${name}`));
  if (key === undefined) throw new Error(`There is no ${name}`);
  return key;
}
