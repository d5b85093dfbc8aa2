import { countResults, describeCounts } from './test-counts.mjs';

const REPORT = {
  numPassedTests: 12,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
};

test.each([
  ['all passed', REPORT, '12 passed, 0 failed'],
  ['some failed', { ...REPORT, numFailedTests: 2 }, '12 passed, 2 failed'],
  ['a file that could not run', { ...REPORT, numRuntimeErrorTestSuites: 1 }, '12 passed, 1 failed'],
  [
    'skipped and planned ones',
    { ...REPORT, numPendingTests: 1, numTodoTests: 2 },
    '12 passed, 0 failed, 3 skipped',
  ],
  ['no report at all', undefined, '0 passed, 1 failed'],
])('describes %s', (_what, report, line) => {
  expect(describeCounts(countResults(report))).toBe(line);
});
