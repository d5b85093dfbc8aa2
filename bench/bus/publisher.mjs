// Publishes until it is ended: node publisher.mjs <kind> <redis port> <messages a second, 0 for as many as go>
import { openBus } from './open-bus.mjs';
import { channels, createFrame } from './payload.mjs';

const [kind, port, wanted] = process.argv.slice(2);
const rate = Number(wanted);
/** Messages of one channel that one tick joins: what many publishers at once make. */
const joined = 16;
/** Packets on their way at once: enough to keep Redis busy, few enough to be a queue and not a flood. */
const window = 400;

const bus = await openBus(kind, { port: Number(port), onBatch() {} });
const startedAt = performance.now();
let published = 0;

function publishAll() {
  for (const channel of channels) {
    const frames = Buffer.concat(Array.from({ length: joined }, createFrame));
    bus.publish(channel, frames, joined);
    published += joined;
  }
}

function tick() {
  const due = rate === 0 ? Number.POSITIVE_INFINITY : ((performance.now() - startedAt) / 1000) * rate;
  if (published < due && bus.unconfirmed() < window) publishAll();
  setImmediate(tick);
}
tick();
