import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(__dirname, '../../../../..');

/** A file of the repository. @throws when there is none */
export function readRepositoryFile(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

export function ruleFiles(): string[] {
  return ['alerts.yml', 'alerts-shoal.yml', 'recording-rules.yml', 'slo.yml'].map((name) =>
    join(root, 'deploy/prometheus', name),
  );
}
