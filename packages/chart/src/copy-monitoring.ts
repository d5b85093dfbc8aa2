import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What of `deploy/` the chart brings along, since a chart cannot reach files outside of its folder. */
const COPIES = [
  { from: 'prometheus', names: /^(recording-rules|alerts|alerts-shoal|slo)\.yml$/, to: 'prometheus' },
  { from: 'grafana/dashboards', names: /\.json$/, to: 'dashboards' },
];

/** Makes the folders `prometheus` and `dashboards` in `files` what `deploy` holds. */
export function copyMonitoring(deploy: string, files: string): void {
  for (const { from, names, to } of COPIES) {
    const target = join(files, to);
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target, { recursive: true });
    for (const name of readdirSync(join(deploy, from)).filter((file) => names.test(file))) {
      copyFileSync(join(deploy, from, name), join(target, name));
    }
  }
}
