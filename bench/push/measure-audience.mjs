import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPart } from '../servers/start-part.mjs';
import { devices } from './installation.mjs';
import { providersScript, startPushWorker } from './start-push-worker.mjs';

const provider = 'fcm';

/** Milliseconds without a notification after which a worker is not waited for. */
const patience = 60_000;

/**
 * MB that a worker has at most while it plans and sends one publish to a channel of so many devices. The publish is
 * accepted before the worker is there.
 *
 * @param {{ audience: number }} row
 */
export async function measureAudience({ audience }) {
  const providers = startPart(providersScript, { args: ['--subscriptions', devices], isServer: false });
  const description = JSON.parse(await providers.next());
  const worker = await startPushWorker({ provider, description, deliveries: audience, audience });
  try {
    const { most, seconds } = await watchUntilSent({ audience, description, worker });
    const accepted = `accepted in ${worker.took[0].toFixed(1)} ms`;
    return { cost: most / 1e6, rate: audience / seconds, note: accepted };
  } finally {
    await worker.stop();
    providers.stop();
  }
}

async function watchUntilSent({ audience, description, worker }) {
  const startedAt = performance.now();
  let [sent, most, lastAt] = [0, 0, startedAt];
  while (sent < audience) {
    await sleep(250);
    most = Math.max(most, ...worker.pids.map(residentBytes));
    const { accepted } = await acceptedBy(description);
    if (accepted > sent) lastAt = performance.now();
    if (performance.now() - lastAt > patience) throw new Error(`the worker stopped after ${sent}`);
    sent = accepted;
  }
  return { most, seconds: (lastAt - startedAt) / 1000 };
}

async function acceptedBy({ url }) {
  const totals = await (await fetch(`${url}totals`)).json();
  return totals[provider];
}

function residentBytes(pid) {
  const match = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(match?.[1] ?? 0) * 1024;
}
