import { claim } from '../../src/scripts/outbox/claim.js';
import { settle } from '../../src/scripts/outbox/settle.js';
import { TimedCluster } from '../nodes/timed-cluster.js';
import { useRedis } from '../nodes/use-redis.js';
import { addMovingNode, channelsOf, namesIn } from './moving-node.js';

const redis = useRedis();
const oneBucket = { bucketCount: 1 };

test('what comes within 50 ms is one batch, which says where its versions count', async () => {
  await using cluster = new TimedCluster(redis(), oneBucket);
  const { occupy, passed, node } = await addMovingNode(cluster);
  await occupy({ appId: 'a:b', name: 'one' });
  await occupy({ appId: 'a:b', name: 'two' });
  expect(passed).toEqual([]);
  await cluster.pass(50);
  const { epoch } = node.buckets.of('any');
  expect(passed).toEqual([
    {
      id: expect.stringMatching(/^[^:]*[^:0-9][^:]*$/),
      appId: 'a:b',
      source: { bucket: 0, epoch },
      records: ['one', 'two'].map((channel) => ({
        id: expect.any(String),
        ...{ appId: 'a:b', event: { name: 'channel_occupied', channel } },
        ...{ timeMs: expect.any(Number), version: expect.any(Number) },
      })),
    },
  ]);
  expect(await unmoved(cluster)).toEqual([]);
});

test('a batch is of the app that waits longest, and holds a hundred records at most', async () => {
  await using cluster = new TimedCluster(redis(), oneBucket);
  const { occupy, passed } = await addMovingNode(cluster);
  const [first, ...rest] = channelsOf('one', 'a', 130);
  if (first === undefined) throw new Error('There are channels');
  await occupy(first, ...channelsOf('two', 'b', 2), ...rest, ...channelsOf('two', 'c', 1));
  await cluster.pass(50);
  expect(passed.map(({ appId, records }) => [appId, records.length])).toEqual([
    ['one', 100],
    ['two', 3],
    ['one', 30],
  ]);
  const ofOne = passed.filter(({ appId }) => appId === 'one').flatMap(namesIn);
  expect(ofOne).toEqual(channelsOf('one', 'a', 130).map(({ name }) => name));
  expect(passed[1] && namesIn(passed[1])).toEqual(['b1', 'b2', 'c1']);
});

test('an app is looked for among the first 500 records only', async () => {
  await using cluster = new TimedCluster(redis(), oneBucket);
  const { occupy, passed } = await addMovingNode(cluster);
  await occupy(...channelsOf('one', 'a', 1), ...channelsOf('two', 'b', 499), ...channelsOf('one', 'c', 1));
  await cluster.pass(50);
  expect(passed[0] && namesIn(passed[0])).toEqual(['a1']);
  expect(new Set(passed.flatMap(({ records }) => records.map(({ id }) => id))).size).toBe(501);
});

test('while nothing can be passed on, everything waits in Redis, in its order', async () => {
  await using cluster = new TimedCluster(redis(), oneBucket);
  let isAway = true;
  const { occupy, passed } = await addMovingNode(cluster, {
    async passOn() {
      if (isAway) throw new Error('The queue is away');
    },
  });
  await occupy(...channelsOf('one', 'a', 1));
  await cluster.pass(10_000);
  await occupy(...channelsOf('one', 'b', 250));
  await cluster.pass(10_000);
  const [first] = passed;
  expect(passed.length).toBeGreaterThan(2);
  for (const batch of passed) expect(batch).toEqual(first);
  const refused = passed.splice(0);
  isAway = false;
  await cluster.pass(5_000);
  expect(passed[0]).toEqual(refused[0]);
  const names = [...channelsOf('one', 'a', 1), ...channelsOf('one', 'b', 250)].map(({ name }) => name);
  expect(passed.flatMap(namesIn)).toEqual(names);
  expect(await unmoved(cluster)).toEqual([]);
});

test('one node is asked to move what several record', async () => {
  await using cluster = new TimedCluster(redis(), oneBucket);
  const [one, two] = [await addMovingNode(cluster), await addMovingNode(cluster)];
  await one.occupy(...channelsOf('one', 'a', 1));
  await two.occupy(...channelsOf('one', 'b', 1));
  expect([one.pokes(), two.pokes()]).toEqual([1, 0]);
  await cluster.pass(50);
  expect(one.passed.map(namesIn)).toEqual([['a1', 'b1']]);
  expect(two.passed).toEqual([]);
});

test('a settlement that names another batch changes nothing', async () => {
  await using cluster = new TimedCluster(redis(), oneBucket);
  const { occupy, node } = await addMovingNode(cluster);
  const bucket = node.buckets.of('any');
  const claimAs = (id: string) => cluster.ask(bucket.ask({ script: claim, args: ['mover', id] }));
  await occupy(...channelsOf('one', 'a', 1));
  const first = await claimAs('x-1');
  await cluster.ask(bucket.ask({ script: settle, args: ['x-2', 'mover'] }));
  const again = await claimAs('x-3');
  expect([first.text(1), again.text(1)]).toEqual(['x-1', 'x-1']);
  expect(again.texts(4)).toEqual(first.texts(4));
});

/** Keys of what was not passed on. */
async function unmoved(cluster: TimedCluster): Promise<string[]> {
  return (await cluster.keys()).filter((key) => /:(outbox|batch|batched)$/.test(key));
}
