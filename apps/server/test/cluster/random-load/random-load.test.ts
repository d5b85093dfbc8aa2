import { ServerCluster } from '@shoal/testing';
import { loadEnvironment, playRandomLoad } from './play-random-load.js';

jest.setTimeout(120_000);

it('whatever clients do on three nodes, everybody knows and hears what they should', async () => {
  await using cluster = await ServerCluster.start({ env: loadEnvironment });
  expect(await playRandomLoad(cluster, { seed: 1, actions: 400, clients: 16 })).toBeGreaterThan(100);
});
