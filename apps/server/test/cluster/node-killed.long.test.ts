import { ServerCluster } from '@shoal/testing';
import { expectDepartures } from './killed-node.js';

jest.setTimeout(180_000);

it('a thousand members of a node that is killed go from all lists, each told once', async () => {
  await using cluster = await ServerCluster.start();
  await expectDepartures(cluster, { sockets: 50, channels: 20 });
});
