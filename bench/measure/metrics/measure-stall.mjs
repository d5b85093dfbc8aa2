import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../servers/start-process.mjs';
import { withServer } from '../../servers/with-server.mjs';
import { countSeries, occupyApps, writeManyApps } from './many-apps.mjs';

const apps = 360;
const wantedSeries = 100_000;
const scrapes = 10;
const watchLoop = fileURLToPath(new URL('../../variants/watch-loop.mjs', import.meta.url));

/**
 * The longest turn of the event loop of a server without other work, in milliseconds. With `isScraped` all series are
 * read ten times meanwhile, compressed, as Prometheus does; without it the same is what the machine itself adds.
 */
export async function measureStall({ isScraped }, column, context) {
  const port = await freePort();
  const options = {
    args: ['--config', writeManyApps(apps)],
    nodeFlags: ['--import', watchLoop],
    env: { LOOP_WATCH_PORT: String(port), SOCKUDO_DEFAULT_APP_MAX_CONNECTIONS: '1000' },
  };
  return withServer(column, { context, options }, async (server) => {
    const clients = await occupyApps(server.port, apps);
    const series = await countSeries(server.metricsPort, wantedSeries);
    const scrape = () => (isScraped ? countSeries(server.metricsPort, wantedSeries) : pause(200));
    for (let warm = 0; warm < 15; warm += 1) await scrape();
    await longestTurn(port);
    const turns = [];
    for (let done = 0; done < scrapes; done += 1) {
      await scrape();
      turns.push(await longestTurn(port));
    }
    for (const client of clients) client.terminate();
    const longest = turns.map((turn) => turn.longest);
    const note = `${series} series, each scrape: ${shown(longest)}, of it garbage: ${shown(turns.map((turn) => turn.collection))}`;
    return { cost: Math.max(...longest), note };
  });
}

/** Since the last time that it was asked. */
async function longestTurn(port) {
  const answer = await fetch(`http://127.0.0.1:${port}/`);
  return await answer.json();
}

function shown(milliseconds) {
  return milliseconds.map((value) => value.toFixed(1)).join(' ');
}
