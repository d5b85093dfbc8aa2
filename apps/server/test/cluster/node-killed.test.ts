import { ServerCluster } from '@shoal/testing';
import { expectDepartures } from './killed-node.js';

jest.setTimeout(90_000);

it('two hundred members of a node that is killed go from all lists, each told once', async () => {
  await using cluster = await ServerCluster.start();
  await expectDepartures(cluster, { sockets: 20, channels: 10 });
});
