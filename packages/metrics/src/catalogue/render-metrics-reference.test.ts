import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderMetricsReference } from './render-metrics-reference.js';
import { catalogueAreas } from './server-catalogue.js';

describe('renderMetricsReference', () => {
  it('is what docs/metrics.md holds; if not, build the package and run its script "reference"', () => {
    const page = readFileSync(join(__dirname, '../../../../docs/metrics.md'), 'utf8');
    expect(page).toBe(renderMetricsReference(catalogueAreas));
  });

  it('keeps a table intact whatever a description says', () => {
    const page = renderMetricsReference([
      {
        title: 'Area',
        owners: ['server', 'push-worker'],
        metrics: {
          x_seconds: {
            type: 'histogram',
            help: 'a|b.',
            seed: 'ours',
            labels: { app_id: { boundedBy: 'apps' }, kind: { values: ['one', 'two'] } },
            buckets: [1, 2],
          },
          y: { type: 'gauge', help: 'Y.', seed: 'seed1', labels: {}, owners: ['webhook-worker'] },
        },
      },
    ]);
    expect(page).toContain('- `app_id`: apps.');
    expect(page).toContain(
      '| `x_seconds` | histogram | `app_id`<br>`kind`: one, two | a\\|b. Buckets: 1, 2. | server, push-worker | ours |',
    );
    expect(page).toContain('| `y` | gauge |  | Y. | webhook-worker | seed1 |');
  });
});
