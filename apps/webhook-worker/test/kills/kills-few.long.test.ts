import { Installation } from './installation.js';
import { endpoints, killsEnvironment, playKills, receiverArgs } from './play-kills.js';

jest.setTimeout(180_000);

it('nothing of 3,000 events is lost when a worker is killed, and each has one id', async () => {
  await using installation = await Installation.start({
    ...{ nodes: 2, workers: 2, endpoints, env: killsEnvironment },
    receiverArgs,
  });
  const result = await playKills(installation, {
    ...{ strangers: 1_300, regulars: 10, rounds: 20, rate: 2_000 },
    ...{ settled: 0, killsServer: false, patience: 120_000, say: () => {} },
  });
  expect(result.faults).toEqual([]);
  expect(result).toMatchObject({ workersKilled: 1, tally: { invalid: 0, withoutId: 0 } });
});
