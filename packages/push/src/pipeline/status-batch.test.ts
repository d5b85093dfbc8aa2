import type { PublishStatus } from '../model/publish-status.js';
import { statusBatch } from './status-batch.js';

const counters = {
  ...{ planned: 2, succeeded: 1, failed: 1, expired: 0, cancelled: 0, deadLettered: 0 },
  ...{ dispatched: 2, retryScheduled: 0, retryAttempted: 0 },
};
const status: PublishStatus = {
  ...{ appId: 'app', publishId: 'pub_1', state: 'partially_succeeded', counters, acceptedAtMs: 1 },
};

test('a state of a publish is one event, whenever it is told', () => {
  const { id, records } = statusBatch(status, 5);
  expect(id).toMatch(/^push-[0-9a-f]{32}$/);
  const event = { name: 'push_status', publish_id: 'pub_1', status: 'partially_succeeded', counters };
  expect(records).toEqual([{ id, appId: 'app', event, timeMs: 5 }]);
  expect(statusBatch({ ...status }, 6).id).toBe(id);
  const [ended] = statusBatch({ ...status, errorReason: 'why' }, 5).records;
  expect(ended?.event).toEqual({ ...event, error_reason: 'why' });
});

test('another state, publish or app is another event', () => {
  const others: PublishStatus[] = [
    { ...status, state: 'failed' },
    { ...status, publishId: 'pub_2' },
    { ...status, appId: 'other' },
  ];
  const ids = [status, ...others].map((each) => statusBatch(each, 5).id);
  expect(new Set(ids).size).toBe(4);
});
