import { type ServerProcess, scrapeMetrics, startServer } from '@shoal/testing';
import { suffer } from './faults/fault.js';
import { killedServer, starvedServer } from './faults/process-faults.js';
import {
  manyConnections,
  slowRequests,
  trafficConfiguration,
  trafficFaults,
} from './faults/traffic-faults.js';
import { Endpoints, webhookFaults } from './faults/webhook-faults.js';
import { Monitored } from './monitored.js';
import { RestartableServer } from './restartable-server.js';

jest.setTimeout(180_000);

it('alerts fire once for the faults that they name, and end with them', async () => {
  await using endpoints = await Endpoints.start();
  await using traffic = await startServer(trafficConfiguration);
  await using webhooks = await startServer(endpoints.configuration);
  await using victim = await RestartableServer.start();
  await using starved = await RestartableServer.start();
  await using monitored = await Monitored.start({
    targets: [
      ...[traffic, webhooks, victim, starved].map(({ host, metricsPort }, index) => ({
        address: `${host}:${metricsPort}`,
        role: 'server' as const,
        cluster: ['traffic', 'webhooks', 'victim', 'starved'][index] ?? '',
      })),
    ],
    thresholds: {
      connectionsPerServer: manyConnections,
      connectionDropsPerSecond: 5,
      openFilesRatio: await filesWith(traffic, manyConnections),
      httpLatencySeconds: 0.25,
      webhookRetries: 3,
    },
  });
  await suffer(monitored, [
    ...trafficFaults(traffic, 'traffic'),
    ...webhookFaults(webhooks, endpoints, 'webhooks'),
    killedServer(victim, 'victim'),
    starvedServer(starved, 'starved'),
    slowRequests(starved, 'starved'),
  ]);
});

/** Which part of its file descriptors a server uses when it has so many connections more than now. */
async function filesWith(server: ServerProcess, connections: number): Promise<number> {
  const page = await scrapeMetrics(server);
  const open = page.sum('sockudo_process_open_fds');
  return (open + connections) / page.sum('sockudo_process_max_fds');
}
