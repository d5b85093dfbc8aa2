import { suffer } from './faults/fault.js';
import {
  forbiddenQueue,
  foreignJobs,
  providersFailing,
  revokedCredential,
  workersGone,
} from './faults/job-faults.js';
import { redisAway, unreadableMembers } from './faults/redis-faults.js';
import { WatchedCluster } from './watched-cluster.js';

jest.setTimeout(900_000);

it('alerts fire once for faults of a cluster, its workers and its Redis, and end with them', async () => {
  await using watched = await WatchedCluster.start({
    pushDeliveriesGivenUp: 2,
    pushDeliveryObjective: 0.999,
    queueWaitingJobs: 10,
    webhookDelaySeconds: 2,
    pushDelaySeconds: 2,
    bufferedPublishes: 5,
  });
  const { monitored } = watched;
  await suffer(monitored, [unreadableMembers(watched)]);
  await suffer(monitored, [providersFailing(watched), revokedCredential(watched)]);
  await suffer(monitored, [workersGone(watched)]);
  await suffer(monitored, [foreignJobs(watched)]);
  await suffer(monitored, [forbiddenQueue(watched)]);
  await suffer(monitored, [redisAway(watched)]);
});
