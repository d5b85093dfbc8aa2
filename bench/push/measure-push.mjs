import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { cpuSeconds } from '../measure/cpu-seconds.mjs';
import { startPart } from '../servers/start-part.mjs';
import { devices } from './installation.mjs';
import { providersScript, startPushWorker } from './start-push-worker.mjs';

const bareScript = fileURLToPath(new URL('./bare-client.mjs', import.meta.url));

/** More than a worker could send in a second, so that it never has to wait for a publish. */
const mostPerSecond = 4_000;

/** A path so long (queue, ledger, TLS, provider) takes V8 longer to compile than that of a frame. */
const warmups = 8;

/**
 * CPU microseconds that a notification costs who sends it to a provider on this machine.
 *
 * @param {{ provider: 'fcm' | 'apns' | 'webPush' }} row
 */
export async function measurePush({ provider }, column, context) {
  const providers = startPart(providersScript, { args: ['--subscriptions', devices], isServer: false });
  const description = JSON.parse(await providers.next());
  const start = column.id === 'bare-client' ? startBare : startWorker;
  const sender = await start({ provider, description }, context);
  try {
    await sleep(warmups * context.warmup * 1000);
    const early = await totalsOf(provider, description);
    const [startedAt, before] = [performance.now(), cpuSeconds(sender.pids)];
    await sleep(context.seconds * 1000);
    const [spent, seconds] = [cpuSeconds(sender.pids) - before, (performance.now() - startedAt) / 1000];
    const late = await totalsOf(provider, description);
    const sent = late.accepted - early.accepted;
    if (sent === 0) throw new Error('no notification arrived');
    if (late.invalid > 0) throw new Error('the provider refused a notification');
    if (late.accepted >= sender.filled) throw new Error('the publishes came to their end');
    return { cost: (spent * 1e6) / sent, rate: sent / seconds, utilisation: spent / seconds };
  } finally {
    await sender.stop();
    providers.stop();
  }
}

async function totalsOf(provider, { url }) {
  const totals = await (await fetch(`${url}totals`)).json();
  return totals[provider];
}

function startBare({ provider, description }) {
  const args = [provider, JSON.stringify(description)];
  const bare = startPart(bareScript, { args, isServer: true });
  return { ...bare, filled: Number.POSITIVE_INFINITY };
}

async function startWorker({ provider, description }, { warmup, seconds }) {
  const deliveries = Math.ceil((warmups * warmup + seconds + 1) * mostPerSecond);
  return await startPushWorker({ provider, description, deliveries });
}
