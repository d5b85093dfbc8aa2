// Listens to all channels: node listener.mjs <kind> <redis port>. Prints `ready`; for every line that it reads it prints
// what it got since the last one, as JSON.
import { createInterface } from 'node:readline';
import { openBus } from './open-bus.mjs';
import { ageOf, channels, countFrames } from './payload.mjs';

const [kind, port] = process.argv.slice(2);
let messages = 0;
let ages = [];
let since = performance.now();

const onBatch = (frames) => {
  messages += countFrames(frames);
  ages.push(ageOf(frames));
};
const bus = await openBus(kind, { port: Number(port), onBatch });
await Promise.all(channels.map((channel) => bus.subscribe(channel)));
console.log('ready');
for await (const _line of createInterface({ input: process.stdin })) {
  const now = performance.now();
  const sorted = ages.sort((a, b) => a - b);
  const at = (share) => sorted[Math.floor(sorted.length * share)] ?? 0;
  console.log(JSON.stringify({ messages, seconds: (now - since) / 1000, p50: at(0.5), p99: at(0.99) }));
  messages = 0;
  ages = [];
  since = now;
}
