import { withServer } from '../../servers/with-server.mjs';
import { runWarmFanOut } from '../measure-fan-out.mjs';
import { countSeries, occupyApps, writeManyApps } from './many-apps.mjs';

const apps = 60;
const wantedSeries = 10_000;
const load = { subscribers: 100, outstanding: 1, burst: 1, publish: 'http' };

/**
 * Longest round trip of a ping on an idle connection during a fan-out, in milliseconds. With `isScraped` the metrics
 * are read five times a second meanwhile; without it the same is the base to compare with.
 */
export function measureScrape({ isScraped }, column, context) {
  const options = { args: ['--config', writeManyApps(apps)] };
  return withServer(column, { context, options }, (server) =>
    measureLongestPing({ server, isScraped }, column, context),
  );
}

async function measureLongestPing({ server, isScraped }, column, context) {
  const clients = await occupyApps(server.port, apps);
  const series = await countSeries(server.metricsPort, wantedSeries);
  const scrape = isScraped ? ['--scrape-port', server.metricsPort, '--scrape-every', 0.2] : [];
  const result = await runWarmFanOut({ ...load, args: ['--probe', ...scrape] }, { server, column, context });
  for (const client of clients) client.terminate();
  if (isScraped && result.scrapes === 0) throw new Error('no scrape was answered in the window');
  return {
    cost: result.longestPingMs,
    ...result.latencyMs,
    note: `${series} series, ${result.scrapes} scrapes`,
  };
}
