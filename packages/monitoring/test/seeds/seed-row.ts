import type { ObservedCluster } from '@shoal/testing';
import type { ConfiguredServer } from './configured-server.js';
import type { Deployment } from './shipped/deployment.js';

/** The documents whose content this product keeps: the monitoring guide, the observability page, soketi's metrics page. */
export type SeedDocument = 'guide' | 'observability' | 'soketi';

export type SeedKind =
  | 'metric'
  | 'query'
  | 'panel'
  | 'alert'
  | 'setting'
  | 'variable'
  | 'port'
  | 'file'
  | 'command'
  | 'log'
  | 'signal';

/**
 * How a row is shown to be so. There is no word for "the text of a file has it".
 *
 * - `asked`: something that runs answers
 * - `accepted`: the program that a file is for takes it
 * - `held`: what `deploy/` has is taken apart, and held against what runs and what it has to fit; fails without it
 */
export type Proof = 'asked' | 'accepted' | 'held';

/** What is running while the table is checked, and what would be deployed. */
export interface Bench {
  /** Under load, with all rules of `deploy/`, and scraped. */
  readonly observed: ObservedCluster;
  /** What each of its processes printed for Prometheus. */
  readonly pages: readonly string[];
  /** Set up as the guide's file says. */
  readonly byFile: ConfiguredServer;
  /** Set up as the guide's variables say, against a file that says the opposite. */
  readonly byVariables: ConfiguredServer;
  /** Set up as the variables of soketi say. */
  readonly bySoketi: ConfiguredServer;
  /** Its file says the opposite of the guide's where that can be seen on its metrics; its ports are not set. */
  readonly contrary: ConfiguredServer;
  /** Its file says the opposite of the guide's, and so it has no metrics. */
  readonly silent: ConfiguredServer;
  readonly refusals: Refusals;
  readonly deployed: Deployment;
}

/** What servers have written that did not start with a setting. */
export interface Refusals {
  readonly driver: string;
  readonly soketiDriver: string;
  readonly bufferSize: string;
  /** In JSON. */
  readonly takenPort: string;
}

/** One thing that a document promises, and what shows that it is so. */
export interface SeedRow {
  readonly document: SeedDocument;
  readonly kind: SeedKind;
  readonly proof: Proof;
  /** As the document has it. */
  readonly subject: string;
  /** Shows it. Rejects when it is not so. */
  readonly check: (bench: Bench) => Promise<void>;
}

export type Checks = Readonly<Record<string, SeedRow['check']>>;

/** Rows of one document, kind and proof. */
export function rowsOf(shared: Pick<SeedRow, 'document' | 'kind' | 'proof'>, checks: Checks): SeedRow[] {
  return Object.entries(checks).map(([subject, check]) => ({ ...shared, subject, check }));
}
