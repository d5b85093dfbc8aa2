// Answers every POST with 200 and an empty body, and looks at nothing: node endpoint.mjs. Prints its port; for every line
// that it reads it prints how many requests it got since the last one, and since when, as JSON.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

let requests = 0;
let since = performance.now();

const server = createServer((request, response) => {
  requests += 1;
  request.resume().once('end', () => response.end());
}).listen(0, '127.0.0.1');
await once(server, 'listening');
console.log(server.address().port);
for await (const _line of createInterface({ input: process.stdin })) {
  const now = performance.now();
  console.log(JSON.stringify({ requests, seconds: (now - since) / 1000 }));
  requests = 0;
  since = now;
}
