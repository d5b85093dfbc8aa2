import { Installation } from './installation.js';
import { endpoints, killsEnvironment, playKills, receiverArgs } from './play-kills.js';

/** Events in all in KILLS_EVENTS; of them a tenth is on channels that are visited again and again. */
const events = Number(process.env.KILLS_EVENTS ?? 100_000);
const regulars = 80;
const settled = 1_000;
const rounds = Math.round(events / 20 / regulars);
const strangers = events / 2 - regulars * rounds - settled;

/** A lease of 10 s and 2 s to see it and to sweep; and 8 s for a machine that has much else to do. */
const sweptWithin = 20_000;

jest.setTimeout(1_800_000);

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

it('a hundred thousand events come through workers and a server that are killed: all of them, each with one id', async () => {
  await using installation = await Installation.start({
    ...{ nodes: 3, workers: 2, endpoints, env: killsEnvironment },
    receiverArgs,
  });
  const { faults, ...result } = await playKills(installation, {
    ...{ strangers, regulars, rounds, rate: 1_500 },
    ...{ settled, killsServer: true, workerKills: [1_000, 4_000], patience: 900_000, say },
  });
  const { tally, duplicates, letters, buried, workersKilled, visits, excused, sweptAfter, seconds } = result;
  say(
    `${tally.requests} requests in ${seconds.toFixed(0)} s, ${tally.accepted} of them accepted, with ` +
      `${tally.events} events, of which ${duplicates} are dropped by their id; ${letters} dead letters with ${buried} ` +
      `events; ${workersKilled} workers killed; swept ${sweptAfter} ms after the server's death; ${excused} of ` +
      `${visits} visits excused, as their server had no Redis`,
  );
  expect({ count: faults.length, first: faults.slice(0, 20) }).toEqual({ count: 0, first: [] });
  expect(tally).toMatchObject({ invalid: 0, withoutId: 0 });
  expect(workersKilled).toBeGreaterThan(4);
  expect(duplicates).toBeGreaterThan(0);
  expect(letters).toBeGreaterThan(0);
  // Above that this machine is too busy to say anything.
  expect(excused).toBeLessThan(visits / 4);
  if (excused === 0) expect(sweptAfter).toBeLessThan(sweptWithin);
});
