// node --import ./bench/variants/watch-loop.mjs apps/server: GET / on LOOP_WATCH_PORT answers with the longest turn of the
// event loop since it was last asked, and the longest pause of the garbage collector, in milliseconds. Turns are made
// without a pause, so that none is missed.
import { createServer } from 'node:http';
import { PerformanceObserver } from 'node:perf_hooks';

let longest = 0;
let collection = 0;
let last = performance.now();

function turn() {
  const now = performance.now();
  longest = Math.max(longest, now - last);
  last = now;
  setImmediate(turn);
}

turn();
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) collection = Math.max(collection, duration);
}).observe({ entryTypes: ['gc'] });
createServer((_, response) => {
  response.end(JSON.stringify({ longest, collection }));
  longest = 0;
  collection = 0;
}).listen(Number(process.env.LOOP_WATCH_PORT), '127.0.0.1');
