// Loaded into a server before its own code (`NODE_OPTIONS=--import <this file>`): watches its event loop, and answers
// GET / on PROBE_PORT with what it saw since the last question; GET /collected collects garbage first.
import { openSync, readSync } from 'node:fs';
import { createServer } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

/** Milliseconds between two looks. */
const every = 1;
const spent = openClock();
let longest = noStall();
let lookedAt = performance.now();
let spentBefore = spent();

function noStall() {
  return { busy: 0, wall: 0 };
}

/**
 * Milliseconds that the main thread has spent on a processor: the first number of its `schedstat` (Linux); elsewhere
 * what the whole process has spent, which is more.
 */
function openClock() {
  try {
    const file = openSync(`/proc/self/task/${process.pid}/schedstat`);
    const bytes = Buffer.alloc(64);
    return () => Number(bytes.latin1Slice(0, readSync(file, bytes, 0, 64, 0)).split(' ')[0]) / 1e6;
  } catch {
    return () => process.cpuUsage().user / 1e3 + process.cpuUsage().system / 1e3;
  }
}

/**
 * The time between two looks is a stall. The machine may have let the thread wait for a processor meanwhile, which is
 * no work of the server's: so what counts is the processor time that it spent.
 */
function look() {
  const now = performance.now();
  const spentNow = spent();
  const wall = now - lookedAt - every;
  const busy = Math.min(wall, spentNow - spentBefore);
  longest = { busy: Math.max(longest.busy, busy), wall: Math.max(longest.wall, wall) };
  begin();
}

function begin() {
  lookedAt = performance.now();
  spentBefore = spent();
}

function answer({ url }, response) {
  if (url === '/collected') for (let times = 0; times < 3; times += 1) collectGarbage();
  const { heapUsed, rss } = process.memoryUsage();
  response.end(JSON.stringify({ stall: longest, heapUsed, rss }));
  // A collection that was asked for is no stall.
  begin();
  longest = noStall();
}

setInterval(look, every).unref();
createServer(answer).listen(Number(process.env.PROBE_PORT), '127.0.0.1').unref();
