import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBuilt } from './bootstrap/build.mjs';
import { command, takeFlag } from './bootstrap/command.mjs';
import { ensureInstalled } from './bootstrap/install.mjs';
import { CommandFailed } from './bootstrap/run.mjs';
import { Steps } from './bootstrap/steps.mjs';
import { root } from './bootstrap/workspace.mjs';

const RULES = 'deploy/prometheus';
const REPORT_EVERY_MS = 10_000;

const help = `
npm run observe [-- options]

Installs and builds everything, if that was not done yet, and starts a whole installation to look at: Redis, three
servers, a webhook worker, a push worker, endpoints and push providers that only count, node_exporter, Prometheus with
the rules of ${RULES}, Alertmanager, and a steady load on all of it. It prints where everything is; Ctrl-C stops
it. Redis and the programs around Prometheus come from the machine (node scripts/install-test-tools.mjs).
  --interval <time>   between two scrapes and evaluations: 5s
  --rooms <n>         rooms of clients in which things happen at the same time: 4
  --pace <ms>         between two things in a room: 100
  --seconds <n>       stops by itself
  --verbose           show what the installer and the compiler print
  --help              this text
`;

const OPTIONS = {
  interval: { type: 'string', default: '5s' },
  rooms: { type: 'string', default: '4' },
  pace: { type: 'string', default: '100' },
  seconds: { type: 'string' },
};

await command(help, async (args) => {
  const verbose = takeFlag(args, '--verbose');
  const options = readOptions(args);
  const steps = new Steps(4);
  await ensureInstalled({ scope: 'full', steps, verbose });
  await ensureBuilt({ scope: 'full', steps, verbose });
  const { startObservedCluster } = await import(pathToFileURL(join(root, 'packages/testing/dist/index.js')));
  let observed;
  await steps.run('starting Redis, servers, workers, Prometheus and Alertmanager', async () => {
    observed = await startObservedCluster({
      ...{ interval: options.interval, ruleFiles: ruleFiles(), alertmanager: {}, hasNodeExporter: true },
      load: { rooms: options.rooms, pace: options.pace, carriesOn: true },
    });
  });
  steps.say('a steady load plays (Ctrl-C stops everything)');
  observed.load.play();
  console.log(describe(observed));
  await untilStopped(options.seconds, () => report(observed));
  console.error('      stopping');
  await observed[Symbol.asyncDispose]();
});

function readOptions(args) {
  try {
    const { values } = parseArgs({ args, options: OPTIONS });
    return { ...values, rooms: readNumber(values, 'rooms'), pace: readNumber(values, 'pace') };
  } catch (error) {
    throw new CommandFailed(error.message, { advice: 'See npm run observe -- --help' });
  }
}

function readNumber(values, name) {
  const number = Number(values[name]);
  if (Number.isInteger(number) && number >= 0) return number;
  throw new Error(`--${name} must be a whole number`);
}

function ruleFiles() {
  const folder = join(root, RULES);
  if (!existsSync(folder)) return [];
  const isRuleFile = (name) => /^(alerts.*|recording-rules|slo)\.yml$/.test(name);
  return readdirSync(folder)
    .filter(isRuleFile)
    .map((name) => join(folder, name));
}

/** Where to look. */
function describe({ processes, prometheus, alertmanager }) {
  const metrics = processes.map(({ name, instance }) => `  ${name.padEnd(16)}http://${instance}/metrics`);
  return `
Metrics
${metrics.join('\n')}
Prometheus        ${prometheus.url}
  scrape targets  ${prometheus.url}/targets
  alerts          ${prometheus.url}/alerts
Alertmanager      ${alertmanager.server.url}
Dashboards        deploy/grafana/dashboards: in Grafana, add ${prometheus.url} as a data source,
                  then Dashboards > New > Import, one file after the other (deploy/grafana/README.md)
`;
}

function report({ load, endpoints, alertmanager }) {
  const { ledger, failures } = load;
  const webhooks = endpoints.reduce((sum, endpoint) => sum + endpoint.tally().events, 0);
  const counts = [
    `${ledger.sum('messages_sent_total')} messages sent`,
    `${ledger.sum('http_requests_total')} requests`,
    `${webhooks} webhook events`,
    `${ledger.sum('push_dispatched_total')} pushes`,
    `${alertmanager.receiver.notifications.length} notifications`,
  ];
  const failed = failures.length === 0 ? '' : `; ${failures.length} acts failed, the latest: ${failures[0]}`;
  console.log(`${new Date().toISOString()}  ${counts.join(', ')}${failed}`);
}

/** A terminal tells the whole group of processes, and npm tells this one again: only the first word counts. */
async function untilStopped(seconds, work) {
  const timer = setInterval(work, REPORT_EVERY_MS);
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, resolve);
    if (seconds !== undefined) setTimeout(resolve, Number(seconds) * 1000);
  });
  clearInterval(timer);
}
