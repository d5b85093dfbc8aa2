// node --import ./bench/variants/watch-loop.mjs apps/server: GET / on LOOP_WATCH_PORT answers with the longest turn of the
// event loop since it was last asked, in milliseconds. Turns are made without a pause, so that none is missed.
import { createServer } from 'node:http';

let longest = 0;
let last = performance.now();

function turn() {
  const now = performance.now();
  longest = Math.max(longest, now - last);
  last = now;
  setImmediate(turn);
}

turn();
createServer((_, response) => {
  response.end(String(longest));
  longest = 0;
}).listen(Number(process.env.LOOP_WATCH_PORT), '127.0.0.1');
