// A worker that takes jobs and never ends one: whoever starts it kills it. Its argument says where Redis is.
import { Cluster, Redis } from 'ioredis';
import { BullQueue } from '../dist/redis/index.js';

const { nodes, sentinels, masterName, host, port, prefix } = JSON.parse(process.argv[2]);
const common = { maxRetriesPerRequest: null, replyMapping: 'legacy' };
const connection = nodes
  ? new Cluster(nodes, { redisOptions: common })
  : new Redis({ ...common, ...(sentinels ? { sentinels, name: masterName } : { host, port }) });
const quiet = { processed() {}, failed() {}, reachable() {} };
const queue = new BullQueue({
  name: 'test',
  connection,
  prefix,
  decode: (stored) => stored,
  observer: quiet,
});

queue.process(
  ({ id }) => {
    process.stdout.write(`${id}\n`);
    return new Promise(() => {});
  },
  { concurrency: 1 },
);
await queue.depth();
process.stdout.write('ready\n');
