import { parseArgs } from 'node:util';

const texts = {
  mode: 'fan-out',
  dialect: 'pusher',
  path: '/app/app-key?protocol=7&client=js&version=8.6.0',
  key: 'app-key',
  secret: 'app-secret',
  pids: '',
  channel: 'private-bench',
  data: 'x',
  publish: 'http',
};
const numbers = {
  port: 0,
  connections: 0,
  publishers: 1,
  outstanding: 1,
  burst: 1,
  announce: 0,
  channels: 1,
  group: 0,
  warmup: 1,
  seconds: 2,
  'scrape-port': 0,
  'scrape-every': 0,
};
const flags = ['excluded', 'occupied', 'probe', 'tls'];

/** The options of load/c/options.c, and `--tls`; all of them in camelCase. */
export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      ...Object.fromEntries(
        [...Object.keys(texts), ...Object.keys(numbers)].map((name) => [name, { type: 'string' }]),
      ),
      ...Object.fromEntries(flags.map((name) => [name, { type: 'boolean' }])),
      request: { type: 'string', multiple: true, default: [] },
    },
  });
  const options = { ...texts, ...numbers, ...values };
  for (const name of Object.keys(numbers)) options[name] = Number(options[name]);
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [camelCase(name), value]));
}

function camelCase(name) {
  return name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
}
