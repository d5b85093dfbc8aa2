import type { PublishCounters } from '@shoal/push';
import { Installation } from './storm/installation.js';
import { playStorm } from './storm/play-storm.js';

/** Deliveries in all: PUSH_STORM_DELIVERIES. */
const deliveries = Number(process.env.PUSH_STORM_DELIVERIES ?? 200_000);
const kills = Math.max(2, Math.round(deliveries / 30_000));

/** Requests of one worker to one provider at once. */
const sends = 16;

/** What one worker may have sent and not recorded, in three queues: that of a few milliseconds. */
const underWay = 3 * sends;

jest.setTimeout(3_600_000);

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

it('deliveries over three providers that throttle and fail, while workers and a primary are killed', async () => {
  await using installation = await Installation.start({
    workers: 2,
    subscriptions: deliveries,
    env: {
      PUSH_DISPATCH_MAX_OUTBOUND_REQUESTS: String(sends),
      ...{ PUSH_REPAIR_INTERVAL_SECS: '5', PUSH_REPAIR_MIN_AGE_SECS: '5' },
      PUSH_RETRY_MAX_BACKOFF_MS: '8000',
    },
  });
  await installation.services.behave({ failing: 0.1, throttling: 0.002, delay: 2 });
  const result = await playStorm(installation, {
    ...{ deliveries, kills, patience: 3_000_000, say },
  });
  const { statuses, seen, doubles, doublesOfFailover, workersKilled, seconds } = result;
  const sum = (name: keyof PublishCounters) =>
    statuses.reduce((all, { counters }) => all + counters[name], 0);
  const unrecorded = seen.requests - sum('dispatched');
  say(
    `${deliveries} deliveries in ${seconds.toFixed(0)} s: ${sum('succeeded')} succeeded, ${sum('deadLettered')} given up; ` +
      `${seen.requests} requests, of which ${unrecorded} were not recorded; ${doubles} doubles by kills, ` +
      `${doublesOfFailover} by the failover; ${workersKilled} workers killed`,
  );

  expect(statuses).toHaveLength(10);
  for (const { counters, state } of statuses) {
    const { planned, succeeded, deadLettered, ...others } = counters;
    expect({ planned, ended: succeeded + deadLettered }).toEqual({
      planned: deliveries / statuses.length,
      ended: deliveries / statuses.length,
    });
    expect(others).toMatchObject({ failed: 0, expired: 0, cancelled: 0 });
    expect(state).toBe(deadLettered === 0 ? 'succeeded' : 'partially_succeeded');
  }
  expect(seen.invalid).toBe(0);
  // Who was reached by an attempt that nobody recorded may have been given up afterwards.
  expect(seen.reached).toBeGreaterThanOrEqual(sum('succeeded'));
  expect(seen.reached).toBeLessThanOrEqual(sum('succeeded') + sum('deadLettered'));
  // Every request that is not in the counters was under way when its worker, or the primary, was killed.
  expect(unrecorded).toBeGreaterThanOrEqual(0);
  expect(seen.accepted - sum('succeeded')).toBeLessThanOrEqual(unrecorded);
  expect(sum('retryScheduled')).toBe(sum('retryAttempted'));
  expect(doubles).toBeLessThanOrEqual(Math.max(deliveries / 1_000, workersKilled * underWay));
  expect(workersKilled).toBe(kills);
});
