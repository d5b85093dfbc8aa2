// Posts bodies like those of webhooks, one after the other on each connection, until it is ended:
// node bare-undici.mjs <url> <events a body>. What every delivery has to do, and nothing else: nothing is signed.
import { createRequire } from 'node:module';
import { app, concurrency, makeRecords } from './app.mjs';

// The worker's own undici, not one of the bench.
const { Pool } = createRequire(new URL('../../packages/outbound/package.json', import.meta.url))('undici');

const [url, eventsPerBody] = process.argv.slice(2);
const { origin, pathname: path } = new URL(url);
const events = makeRecords(Number(eventsPerBody)).map(({ event, id, timeMs, version }) => ({
  ...event,
  ...{ id, time_ms: timeMs, version },
}));
const body = JSON.stringify({ time_ms: events[0].time_ms, events });
const headers = {
  'Content-Type': 'application/json',
  'X-Pusher-Key': app.key,
  'X-Pusher-Signature': '0'.repeat(64),
  'X-Shoal-Delivery-Id': 'batch-0-bench-0',
  'User-Agent': 'bare-undici',
};

const pool = new Pool(origin, { connections: concurrency, pipelining: 1 });

async function post() {
  for (;;) {
    const { statusCode, body: answer } = await pool.request({ method: 'POST', path, headers, body });
    await answer.dump();
    if (statusCode !== 200) throw new Error(`the receiver answers ${statusCode}`);
  }
}
await Promise.all(Array.from({ length: concurrency }, post));
