import { existsSync, readFileSync } from 'node:fs';

/** Jest's report, or undefined when Jest ended before it wrote one. */
export function readReport(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

/**
 * Counts tests; a file that could not be run at all counts as one failed test, and so does a missing report.
 *
 * @returns {{ passed: number, failed: number, skipped: number }}
 */
export function countResults(report) {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 };
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** The one line that ends a test run. */
export function describeCounts({ passed, failed, skipped }) {
  const line = `${passed} passed, ${failed} failed`;
  return skipped > 0 ? `${line}, ${skipped} skipped` : line;
}
