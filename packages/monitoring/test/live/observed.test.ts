import { type ObservedCluster, startObservedCluster } from '@shoal/testing';
import { testPanels } from '../dashboards/panel-tests.js';
import { testSeeds } from '../seeds/seed-tests.js';
import { ruleFiles } from '../seeds/shipped/repository.js';

jest.setTimeout(90_000);

let observed: ObservedCluster;

beforeAll(async () => {
  observed = await startObservedCluster({
    ruleFiles: ruleFiles(),
    hasNodeExporter: true,
    load: { rooms: 4, pace: 40 },
    env: { METRICS_LABELS: 'region=here' },
  });
}, 120_000);

afterAll(async () => {
  await observed?.[Symbol.asyncDispose]();
}, 60_000);

// In this order: the seeds do what is in no ledger.
describe('dashboards', () => testPanels(() => observed));
describe('seeds', () => testSeeds(() => observed));
