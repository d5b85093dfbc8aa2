import { setTimeout as sleep } from 'node:timers/promises';
import { frame, openClients } from '../load/node/client.mjs';
import { createDialect } from '../load/node/dialect.mjs';
import { readOptions } from '../load/node/options.mjs';
import { channel, escapedData } from '../load/payload.mjs';
import { startRedis } from '../servers/start-redis.mjs';
import { startShoal } from '../servers/start-shoal.mjs';
import { cpuSeconds } from './cpu-seconds.mjs';
import { cpuFigures } from './figures.mjs';

/**
 * CPU of all servers for an event that a client sends on one node and another client gets, on another node through
 * Redis or, with `isOneNode`, on the same; `outstanding` are on their way at a time.
 */
export async function measureClientEvents({ outstanding, isOneNode }, context) {
  const redis = await startRedis();
  const env = { ADAPTER_DRIVER: 'redis', REDIS_URL: `redis://127.0.0.1:${redis.port}` };
  const servers = [];
  try {
    for (let count = isOneNode ? 1 : 2; count > 0; count -= 1) servers.push(await startShoal({ env }));
    return cpuFigures(await sendEvents(servers, { outstanding, context }));
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    redis.stop();
  }
}

async function sendEvents(servers, { outstanding, context }) {
  const [talker, listener] = await Promise.all([servers[0], servers.at(-1)].map(openClient));
  const event = frame(dialectOf(servers[0]).clientEvent(channel));
  const sentAt = [];
  let took = [];
  const send = (count) => {
    for (let sent = 0; sent < count; sent += 1) sentAt.push(performance.now());
    talker.send(Buffer.concat(Array(count).fill(event)));
  };
  listener.onFrames = (count) => {
    for (let heard = 0; heard < count; heard += 1) took.push(performance.now() - sentAt.shift());
    send(count);
  };
  send(outstanding);
  await sleep(context.warmup * 1000);
  const pids = servers.flatMap((server) => server.pids);
  const [before, since] = [cpuSeconds(pids), performance.now()];
  took = [];
  await sleep(context.seconds * 1000);
  const seconds = (performance.now() - since) / 1000;
  const result = { operations: took.length, seconds, cpuSeconds: cpuSeconds(pids) - before };
  for (const client of [talker, listener]) client.cut();
  return { ...result, latencyMs: quantiles(took) };
}

async function openClient(server) {
  const [client] = await openClients(1, { options: optionsOf(server), dialect: dialectOf(server), channel });
  return client;
}

function optionsOf({ port }) {
  return readOptions(['--port', String(port), '--data', escapedData]);
}

function dialectOf(server) {
  return createDialect(optionsOf(server));
}

function quantiles(milliseconds) {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.floor(sorted.length * share)] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}
