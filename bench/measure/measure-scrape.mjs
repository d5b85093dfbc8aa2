import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { WebSocket } from 'ws';
import { buildFolder } from '../machine/toolchain.mjs';
import { withServer } from '../servers/with-server.mjs';
import { runWarmFanOut } from './measure-fan-out.mjs';

const apps = 60;
const wantedSeries = 10_000;
const load = { subscribers: 100, outstanding: 1, burst: 1, publish: 'http' };

/**
 * Longest round trip of a ping on an idle connection during a fan-out, in milliseconds. With `isScraped` the metrics
 * are read five times a second meanwhile; without it the same is the base to compare with.
 */
export function measureScrape({ isScraped }, column, context) {
  const options = { args: ['--config', writeConfiguration()] };
  return withServer(column, { context, options }, (server) =>
    measureLongestPing({ server, isScraped }, column, context),
  );
}

async function measureLongestPing({ server, isScraped }, column, context) {
  const clients = await occupyApps(server.port);
  const series = await countSeries(server.metricsPort);
  if (series < wantedSeries) throw new Error(`only ${series} series: more apps are needed`);
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

function writeConfiguration() {
  const path = `${buildFolder}many-apps.json`;
  const more = Array.from({ length: apps }, (_, n) => ({
    id: `app-${n}`,
    key: `key-${n}`,
    secret: `secret-${n}`,
  }));
  const main = { id: 'app-id', key: 'app-key', secret: 'app-secret' };
  writeFileSync(path, JSON.stringify({ appManager: { array: { apps: [main, ...more] } } }));
  return path;
}

/** An app has series from its first connection on. */
function occupyApps(port) {
  return Promise.all(
    Array.from({ length: apps }, async (_, n) => {
      const client = new WebSocket(`ws://127.0.0.1:${port}/app/key-${n}?protocol=7`);
      await once(client, 'message');
      return client;
    }),
  );
}

async function countSeries(metricsPort) {
  const answer = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
  const lines = (await answer.text()).split('\n');
  return lines.filter((line) => line !== '' && !line.startsWith('#')).length;
}
