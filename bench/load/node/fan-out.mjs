import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { openClients } from './client.mjs';
import { createDialect } from './dialect.mjs';
import { openPublishers } from './publishers.mjs';
import { openProbe, startScraping } from './side-loads.mjs';
import { measureWindow } from './window.mjs';

/** Publishes in a closed loop to many subscribers; without subscribers it measures the publishing alone. */
export async function fanOut(options) {
  const dialect = createDialect(options);
  const { connections, channel } = options;
  const subscribers = await openClients(connections, { options, dialect, channel });
  if (options.announce > 0) await announce(subscribers.slice(0, options.announce));
  const loop = new ClosedLoop(options);
  const publishers = await openPublishers(options, dialect, () => loop.turn());
  for (const subscriber of subscribers) subscriber.onFrames = (count) => loop.delivered(count);
  const probe = options.probe ? await openProbe(options, dialect) : undefined;
  const scraping = options.scrapePort === 0 ? undefined : startScraping(options);
  loop.start(publishers);
  await sleep(options.warmup * 1000);
  probe?.restart();
  scraping?.restart();
  return measureWindow(options, async () => {
    const counted = loop.restart();
    await sleep(options.seconds * 1000);
    return { ...counted(), longestPingMs: probe?.longest() ?? 0, scrapes: scraping?.done() ?? 0 };
  });
}

/** Tells the socket ids and waits for a line of standard input. */
export async function announce(clients) {
  process.stdout.write(
    `${JSON.stringify({ ready: true, socketIds: clients.map(({ socketId }) => socketId) })}\n`,
  );
  await once(process.stdin, 'data');
}

/** Keeps a number of publishes outstanding. One is complete when it is answered and everybody has it. */
class ClosedLoop {
  #options;
  #subscribers;
  #publishers;
  #deliveries = 0;
  #completed = 0;
  #sentAt = [];
  #took = [];

  constructor(options) {
    this.#options = options;
    this.#subscribers = options.connections - (options.excluded ? 1 : 0);
  }

  start(publishers) {
    this.#publishers = publishers;
    this.turn();
  }

  delivered(count) {
    this.#deliveries += count;
    this.turn();
  }

  turn() {
    const { outstanding, burst } = this.#options;
    const everywhere =
      this.#subscribers === 0 ? Number.POSITIVE_INFINITY : Math.floor(this.#deliveries / this.#subscribers);
    const complete = Math.min(everywhere, this.#publishers.answered());
    for (; this.#completed < complete; this.#completed += 1)
      this.#took.push(performance.now() - this.#sentAt.shift());
    while (this.#sentAt.length + burst <= outstanding) {
      for (let sent = 0; sent < burst; sent += 1) this.#sentAt.push(performance.now());
      this.#publishers.send(burst);
    }
  }

  /** Begins to count anew; what is returned says how much there was since. */
  restart() {
    const [deliveries, completed] = [this.#deliveries, this.#completed];
    this.#took = [];
    return () => {
      const publishes = this.#completed - completed;
      const operations = this.#subscribers === 0 ? publishes : this.#deliveries - deliveries;
      const sorted = this.#took.sort((a, b) => a - b);
      const quantile = (part) => sorted[Math.floor(part * (sorted.length - 1))] ?? 0;
      return { operations, publishes, latencyMs: { p50: quantile(0.5), p99: quantile(0.99) } };
    };
  }
}
