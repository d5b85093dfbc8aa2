import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { WebSocket } from 'ws';
import { buildFolder } from '../../machine/toolchain.mjs';

/** Writes a configuration with so many apps beside the ordinary one. @returns its path */
export function writeManyApps(count) {
  const path = `${buildFolder}many-apps-${count}.json`;
  const more = Array.from({ length: count }, (_, n) => ({
    id: `app-${n}`,
    key: `key-${n}`,
    secret: `secret-${n}`,
  }));
  const main = { id: 'app-id', key: 'app-key', secret: 'app-secret' };
  writeFileSync(path, JSON.stringify({ appManager: { array: { apps: [main, ...more] } } }));
  return path;
}

/** Connects a client to each of them: an app has series from its first connection on. */
export function occupyApps(port, count) {
  return Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const client = new WebSocket(`ws://127.0.0.1:${port}/app/key-${n}?protocol=7`);
      await once(client, 'message');
      return client;
    }),
  );
}

/** @throws Error when there are fewer series than `wanted` */
export async function countSeries(metricsPort, wanted) {
  const answer = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
  const lines = (await answer.text()).split('\n');
  const series = lines.filter((line) => line !== '' && !line.startsWith('#')).length;
  if (series < wanted) throw new Error(`only ${series} series: more apps are needed`);
  return series;
}
