import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { defaultApp } from '../server/server-address.js';
import { failing, type Reply } from './reply.js';
import { WebhookServer } from './webhook-server.js';
import { type Arrival, WebhookTally } from './webhook-tally.js';

const help = `
node packages/testing/dist/webhooks/run-webhook-receiver.js [options]

Receives webhooks in a process of its own, for load tests: it judges every request with the official library, counts
it, and keeps only the ids of events. Prints one line of JSON with its URL when it listens, and its tally at the end.

  --port <n>             a free one by default
  --host <address>       127.0.0.1 by default
  --key, --secret        of the app: app-key and app-secret by default
  --id-field <name>      the field of an event that is its id: id by default
  --status <n>           of the answer: 200 by default
  --delay <ms>           before the answer: 0 by default
  --fail-share <0..1>    of the requests is answered with 500: 0 by default
  --seed <n>             for which of them: 1 by default
  --arrivals             keeps the first arrival of each id at each address, some 300 bytes for each

GET /tally answers the numbers, GET /ids the ids, one a line, GET /arrivals the first arrivals in their order, one a
line as JSON. DELETE / begins anew.
`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    key: { type: 'string', default: defaultApp.key },
    secret: { type: 'string', default: defaultApp.secret },
    'id-field': { type: 'string', default: 'id' },
    status: { type: 'string', default: '200' },
    delay: { type: 'string', default: '0' },
    'fail-share': { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    arrivals: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(help);
else await run();

async function run(): Promise<void> {
  const tally = new WebhookTally({ idField: values['id-field'], keepsArrivals: values.arrivals });
  const success: Reply = { status: numberOf('status'), delay: numberOf('delay') };
  const server = await WebhookServer.start({
    app: { ...defaultApp, key: values.key, secret: values.secret },
    host: values.host,
    port: numberOf('port'),
    onReceived: (webhook, isAccepted) => tally.add(webhook, isAccepted),
    onOther: (request, response) => answerQuestion(tally, request, response),
  });
  server.behaviour = failing({ share: numberOf('fail-share'), seed: numberOf('seed'), success });
  print({ url: `http://${server.host}:${server.port}/` });

  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  await server[Symbol.asyncDispose]();
  print(tally.read());
}

function answerQuestion(
  tally: WebhookTally,
  { method, url }: IncomingMessage,
  response: ServerResponse,
): void {
  switch (`${method} ${url}`) {
    case 'GET /tally':
      response.setHeader('content-type', 'application/json').end(JSON.stringify(tally.read()));
      return;
    case 'GET /ids':
      Readable.from(lines(tally.ids())).pipe(response);
      return;
    case 'GET /arrivals':
      Readable.from(jsonLines(tally.arrivals())).pipe(response);
      return;
    case 'DELETE /':
      tally.clear();
      response.writeHead(204).end();
      return;
    default:
      response.writeHead(404).end();
  }
}

function* lines(ids: Iterable<string>): Iterable<string> {
  for (const id of ids) yield `${id}\n`;
}

function* jsonLines(arrivals: Iterable<Arrival>): Iterable<string> {
  for (const arrival of arrivals) yield `${JSON.stringify(arrival)}\n`;
}

function numberOf(name: 'port' | 'status' | 'delay' | 'fail-share' | 'seed'): number {
  const number = Number(values[name]);
  if (Number.isNaN(number)) throw new Error(`--${name} must be a number`);
  return number;
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
