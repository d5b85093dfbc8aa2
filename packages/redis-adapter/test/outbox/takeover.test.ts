import { TimedCluster } from '../nodes/timed-cluster.js';
import { useRedis } from '../nodes/use-redis.js';
import { addMovingNode, channelsOf, namesIn, Promised } from './moving-node.js';

const redis = useRedis();
const oneBucket = { bucketCount: 1 };
const never = (): Promise<void> => new Promise(() => {});

test('the batch of a mover that died is passed on again, as it was, before everything else', async () => {
  await using cluster = new TimedCluster(redis(), oneBucket);
  const dies = await addMovingNode(cluster, { passOn: never });
  const lives = await addMovingNode(cluster);
  await dies.occupy(...channelsOf('one', 'a', 2));
  await cluster.pass(50);
  dies.node.kill();
  await lives.occupy(...channelsOf('one', 'b', 1));
  await cluster.pass(9_000);
  expect(lives.passed).toEqual([]);
  await cluster.pass(2_500);
  expect(dies.passed.map(namesIn)).toEqual([['a1', 'a2']]);
  expect(lives.passed.map(namesIn)).toEqual([['a1', 'a2'], ['b1']]);
  expect(lives.passed[0]).toEqual(dies.passed[0]);
});

test('what a node recorded and did not live to move is found after 3 s', async () => {
  await using cluster = new TimedCluster(redis(), oneBucket);
  const [dies, lives] = [await addMovingNode(cluster), await addMovingNode(cluster)];
  await dies.occupy(...channelsOf('one', 'a', 1));
  dies.node.kill();
  await cluster.pass(2_900);
  expect(lives.passed).toEqual([]);
  await cluster.pass(1_300);
  expect(lives.passed.map(namesIn)).toEqual([['a1']]);
});

test('who was stopped for longer than a claim cannot settle what another has taken over, nor its next batch', async () => {
  await using cluster = new TimedCluster(redis(), oneBucket);
  const [slow, next] = [new Promised(), new Promised()];
  const stopped = await addMovingNode(cluster, { passOn: () => slow.promise });
  const waits = [Promise.resolve(), next.promise];
  const other = await addMovingNode(cluster, { passOn: () => waits.shift() ?? Promise.resolve() });
  await stopped.occupy(...channelsOf('one', 'a', 1));
  await cluster.pass(50);
  await other.occupy(...channelsOf('one', 'b', 1));
  await cluster.pass(11_500);
  // The other one is passing on the second batch; who was stopped hears that the first one is safe.
  expect(other.passed.map(namesIn)).toEqual([['a1'], ['b1']]);
  slow.keep();
  await cluster.settle();
  other.node.kill();
  // So the second batch is still there for somebody.
  await cluster.pass(12_000);
  expect(stopped.passed.map(namesIn)).toEqual([['a1'], ['b1']]);
  expect(stopped.passed).toEqual(other.passed);
});

test('who was stopped cannot settle the very batch that another is passing on', async () => {
  await using cluster = new TimedCluster(redis(), oneBucket);
  const slow = new Promised();
  const stopped = await addMovingNode(cluster, { passOn: () => slow.promise });
  const other = await addMovingNode(cluster, { passOn: never });
  await stopped.occupy(...channelsOf('one', 'a', 1));
  await cluster.pass(11_500);
  expect(other.passed).toEqual(stopped.passed);
  slow.keep();
  await cluster.settle();
  // The claim is the other one's: nobody overtakes it.
  await stopped.occupy(...channelsOf('one', 'b', 1));
  await cluster.pass(1_000);
  expect(stopped.passed.map(namesIn)).toEqual([['a1']]);
});

test('a node that ends settles what it was passing on, and leaves the rest to others', async () => {
  await using cluster = new TimedCluster(redis(), oneBucket);
  const safe = new Promised();
  const ends = await addMovingNode(cluster, { passOn: () => safe.promise });
  const stays = await addMovingNode(cluster);
  await ends.occupy(...channelsOf('one', 'a', 1));
  await cluster.pass(50);
  await ends.occupy(...channelsOf('one', 'b', 1));
  const closed = ends.mover.close(2_000);
  safe.keep();
  await cluster.ask(closed);
  ends.node.kill();
  await cluster.pass(4_200);
  expect(ends.passed.map(namesIn)).toEqual([['a1']]);
  expect(stays.passed.map(namesIn)).toEqual([['b1']]);
});

test('what was passed on while the bucket was away is settled when it is back', async () => {
  await using cluster = new TimedCluster(redis(), oneBucket);
  const safe = new Promised();
  const { occupy, node, passed } = await addMovingNode(cluster, { passOn: () => safe.promise });
  await occupy(...channelsOf('one', 'a', 1));
  await cluster.pass(50);
  node.line.break();
  await cluster.pass(2_000);
  safe.keep();
  await cluster.pass(2_000);
  node.line.mend();
  await cluster.pass(12_000);
  expect(passed.map(namesIn)).toEqual([['a1']]);
  expect((await cluster.keys()).filter((key) => key.endsWith(':batch'))).toEqual([]);
});
