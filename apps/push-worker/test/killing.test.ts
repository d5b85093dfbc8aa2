import { eventually } from '@shoal/testing';
import { Installation } from './installation.js';

jest.setTimeout(120_000);

/** Requests of one worker to one provider at once, and batches of one credential: the settings of the environment. */
const SENDS = 12;
const BATCHES = 4;
/** Results of one batch that may wait to be recorded. */
const UNRECORDED = 50;

it('of a worker that was killed nothing is lost, and twice is only what it had under way', async () => {
  const repair = { PUSH_REPAIR_INTERVAL_SECS: '2', PUSH_REPAIR_MIN_AGE_SECS: '2' };
  const env = { PUSH_DISPATCH_MAX_OUTBOUND_REQUESTS: String(SENDS), ...repair };
  await using installation = await Installation.start({ env });
  const { admission, services } = installation;
  await installation.subscribe(900, 'everybody');
  for (const fake of services.all) fake.behave({ delay: 20 });
  const publishId = await admission.publish('everybody');
  await eventually(() => services.requests >= 200, { withinMs: 20_000, everyMs: 5 });
  const victim = installation.worker(0);
  victim.signal('SIGKILL');
  await victim.exited;
  const { counters: then } = await admission.status(publishId);
  const unrecorded = services.requests - then.dispatched;
  expect(then.succeeded).toBeLessThan(900);

  await installation.addWorker();
  const { state, counters } = await admission.whenEnded(publishId, 90_000);
  expect({ state, ...counters }).toMatchObject({
    ...{ state: 'succeeded', planned: 900, succeeded: 900, failed: 0, deadLettered: 0, dispatched: 900 },
  });
  const accepted = services.accepted();
  expect(accepted.size).toBe(900);
  const doubles = [...accepted.values()].filter((times) => times > 1).length;
  expect(Math.max(...accepted.values())).toBeLessThanOrEqual(2);
  expect(services.requests).toBe(900 + doubles);
  expect(doubles).toBeLessThanOrEqual(unrecorded);
  expect(unrecorded).toBeLessThanOrEqual(services.all.length * (SENDS + BATCHES * UNRECORDED));
});
