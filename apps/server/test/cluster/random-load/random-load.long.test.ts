import { ServerCluster } from '@shoal/testing';
import { loadEnvironment, playRandomLoad } from './play-random-load.js';

/** Comma-separated in RANDOM_LOAD_SEEDS; steps of each in RANDOM_LOAD_ACTIONS. */
const seeds = (process.env.RANDOM_LOAD_SEEDS ?? '11,12,13').split(',').map(Number);
const actions = Number(process.env.RANDOM_LOAD_ACTIONS ?? 3000);

jest.setTimeout(600_000);

it.each(seeds)('thousands of things that clients do on three nodes, from seed %i', async (seed) => {
  await using cluster = await ServerCluster.start({ env: loadEnvironment });
  expect(await playRandomLoad(cluster, { seed, actions, clients: 40 })).toBeGreaterThan(actions / 10);
});
