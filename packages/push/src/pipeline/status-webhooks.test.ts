import { QueueAwayError } from '@shoal/queue';
import { FakeClock, fakePassage } from '@shoal/queue/testing';
import type { PublishState, PublishStatus } from '../model/publish-status.js';
import { type StatusBatch, statusBatch, statusWebhooks } from './status-webhooks.js';

const counters = {
  ...{ planned: 3, succeeded: 2, failed: 1, expired: 0, cancelled: 0, deadLettered: 0 },
  ...{ dispatched: 4, retryScheduled: 1, retryAttempted: 1 },
};

function status(state: PublishState, values: Partial<PublishStatus> = {}): PublishStatus {
  return { appId: 'app', publishId: 'pub_1', state, counters, acceptedAtMs: 1, ...values };
}

/** @param failures of the first calls */
function setup(...failures: readonly Error[]) {
  const clock = new FakeClock();
  const left = [...failures];
  const passed: StatusBatch[] = [];
  const changed = statusWebhooks({
    clock,
    passOn: async (batch) => {
      passed.push(batch);
      const failure = left.shift();
      if (failure !== undefined) throw failure;
    },
  });
  return { clock, passage: fakePassage(clock), passed, changed };
}

test('an app is told what has become of its publish', () => {
  expect(statusBatch(status('expired', { errorReason: 'too late', endedAtMs: 7 }), 9).records).toEqual([
    {
      ...{ id: expect.stringMatching(/^push-[\w-]{22}-expired$/), appId: 'app', timeMs: 7 },
      event: {
        ...{ name: 'push_status', publish_id: 'pub_1', status: 'expired', counters },
        error_reason: 'too late',
      },
    },
  ]);
});

test('one state of one publish has one id, and no other has it', () => {
  const idOf = (...values: Parameters<typeof status>) => statusBatch(status(...values), 9).id;
  expect(idOf('planning')).toBe(idOf('planning', { counters: { ...counters, planned: 9 } }));
  const others = [
    idOf('dispatching'),
    idOf('planning', { appId: 'b' }),
    idOf('planning', { publishId: 'b' }),
  ];
  expect(new Set([idOf('planning'), ...others]).size).toBe(4);
});

test('later states have later marks, and all of a publish one source', () => {
  const states: PublishState[] = ['queued', 'planning', 'dispatching', 'partially_succeeded'];
  const marks = states.map((state) => statusBatch(status(state), 9).mark);
  expect(new Set(marks.map(({ source }) => source)).size).toBe(1);
  const versions = marks.map(({ version }) => version);
  expect(versions).toEqual([...versions].sort((one, other) => one - other));
  expect(new Set(versions).size).toBe(4);
});

test('what may be safe is passed on again, the same', async () => {
  const away = new QueueAwayError('away');
  const { passage, passed, changed } = setup(away, away);
  let isTold = false;
  void changed(status('failed')).then(() => {
    isTold = true;
  });
  await passage.until(() => expect(isTold).toBe(true));
  expect(passed).toHaveLength(3);
  expect(passed).toEqual([passed[0], passed[0], passed[0]]);
});

test('the third time is the last one, and a defect is told at once', async () => {
  const away = new QueueAwayError('away');
  const { passage, passed, changed } = setup(away, away, away);
  const errors: unknown[] = [];
  void changed(status('failed')).catch((error: unknown) => errors.push(error));
  await passage.until(() => expect(errors).toEqual([away]));
  expect(passed).toHaveLength(3);
  const broken = setup(new TypeError('defect'));
  await expect(broken.changed(status('failed'))).rejects.toThrow('defect');
  expect(broken.passed).toHaveLength(1);
});
