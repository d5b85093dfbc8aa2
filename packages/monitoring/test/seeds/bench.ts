import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ObservedCluster } from '@shoal/testing';
import type { ConfiguredServer } from './configured-server.js';

/** What is running while the table is checked. */
export interface Bench {
  /** Under load, with all rules of `deploy/`, and scraped. */
  readonly observed: ObservedCluster;
  /** Set up as the guide's file says. */
  readonly byFile: ConfiguredServer;
  /** Set up as the guide's variables say. */
  readonly byVariables: ConfiguredServer;
  /** Set up as the variables of soketi say. */
  readonly bySoketi: ConfiguredServer;
}

export const root = join(__dirname, '../../../..');

/** A file of the repository. @throws when there is none */
export function readRepositoryFile(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

export function ruleFiles(): string[] {
  return ['alerts.yml', 'alerts-shoal.yml', 'recording-rules.yml', 'slo.yml'].map((name) =>
    join(root, 'deploy/prometheus', name),
  );
}
