import { get } from 'node:http';
import { frame, openClients } from './client.mjs';
import { isPong } from './dialect.mjs';

/** An idle connection that pings, to see how long the server lets it wait at worst, in milliseconds. */
export async function openProbe(options, dialect) {
  const [prober] = await openClients(1, { options, dialect });
  const ping = frame(dialect.ping);
  let pingedAt = 0;
  let longest = 0;
  const send = () => {
    pingedAt = performance.now();
    prober.send(ping);
  };
  prober.onText = (text) => {
    if (!isPong(text)) return;
    longest = Math.max(longest, performance.now() - pingedAt);
    send();
  };
  send();
  return {
    longest: () => longest,
    restart() {
      longest = 0;
    },
  };
}

/** Reads the metrics again and again. */
export function startScraping({ scrapePort, scrapeEvery }) {
  let scrapes = 0;
  setInterval(() => {
    get({ host: '127.0.0.1', port: scrapePort, path: '/metrics', agent: false }, (answer) => {
      answer.resume().on('end', () => {
        scrapes += 1;
      });
    });
  }, scrapeEvery * 1000);
  return {
    done: () => scrapes,
    restart() {
      scrapes = 0;
    },
  };
}
