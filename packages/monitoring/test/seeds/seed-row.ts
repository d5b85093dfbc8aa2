import type { Bench } from './bench.js';

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

/** One thing that a document promises, and what shows that it is so. */
export interface SeedRow {
  readonly document: SeedDocument;
  readonly kind: SeedKind;
  /** As the document has it. */
  readonly subject: string;
  /** Shows it on what is running. Rejects when it is not so. */
  readonly check: (bench: Bench) => Promise<void>;
}

/** Rows of one document and kind. */
export function rowsOf(
  document: SeedDocument,
  kind: SeedKind,
  checks: Readonly<Record<string, SeedRow['check']>>,
): SeedRow[] {
  return Object.entries(checks).map(([subject, check]) => ({ document, kind, subject, check }));
}
