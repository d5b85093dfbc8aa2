import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { portOf } from '../../server/free-ports.js';
import { PushServices, type ServiceName } from './push-services.js';

const help = `
node packages/testing/dist/push/services/run-push-services.js [options]

Plays FCM, APNs and a push service of browsers in a process of their own, for load tests: they check every request as
the real ones do, and count for each device token. Prints one line of JSON when they listen: what a server needs to send
to them (endpoints, credentials, the authority to trust), and the URL at which it answers questions.

  --subscriptions <n>    of browsers: 1000 by default
  --failing <0..1>       of the requests fail, as at services that are down: 0 by default
  --throttling <0..1>    of the others are told that there were too many: 0 by default
  --delay <ms>           before a request is taken: 0 by default
  --seed <n>             for which of them: 1 by default

GET /totals answers numbers for each service; GET /counts/fcm, /counts/apns and /counts/webPush a line of JSON for each
device token: [token, requests, accepted]. PUT /behaviour?failing=0.1&throttling=0.01&delay=5&seed=1 changes how they
answer from now on; what is not given is 0.
`;

const { values } = parseArgs({
  options: {
    subscriptions: { type: 'string', default: '1000' },
    failing: { type: 'string', default: '0' },
    throttling: { type: 'string', default: '0' },
    delay: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(help);
else await run();

async function run(): Promise<void> {
  await using services = await PushServices.start({
    subscriptions: numberOf('--subscriptions', values.subscriptions),
    keepsReceived: false,
  });
  services.behave({
    failing: numberOf('--failing', values.failing),
    throttling: numberOf('--throttling', values.throttling),
    delay: numberOf('--delay', values.delay),
    seed: numberOf('--seed', values.seed),
  });
  const server = createServer((request, response) => answer(services, request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  print({ url: `http://127.0.0.1:${portOf(server)}/`, ...services.description });

  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  server.closeAllConnections();
  server.close();
  print(services.totals());
}

function answer(
  services: PushServices,
  { method, url = '' }: IncomingMessage,
  response: ServerResponse,
): void {
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
  const service = /^\/counts\/(fcm|apns|webPush)$/.exec(pathname)?.[1];
  if (method === 'GET' && pathname === '/totals') {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(services.totals()));
  } else if (method === 'GET' && service !== undefined) {
    Readable.from(lines(services, service as ServiceName)).pipe(response);
  } else if (method === 'PUT' && pathname === '/behaviour') {
    const given = (name: string) => Number(searchParams.get(name));
    services.behave({
      ...{ failing: given('failing'), throttling: given('throttling') },
      ...{ delay: given('delay'), seed: given('seed') },
    });
    response.writeHead(204).end();
  } else {
    response.writeHead(404).end();
  }
}

function* lines(services: PushServices, name: ServiceName): Iterable<string> {
  for (const [token, { requests, accepted }] of services.counts(name)) {
    yield `${JSON.stringify([token, requests, accepted])}\n`;
  }
}

function numberOf(option: string, text: string): number {
  const number = Number(text);
  if (Number.isNaN(number)) throw new Error(`${option} must be a number`);
  return number;
}

function print(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
