import type { Answer } from '../../target/sender.js';
import { judge, statusClassOf } from './verdict.js';

test.each([200, 201, 204, 299])('%d is sent', (status) => {
  expect(judge({ kind: 'answered', status })).toEqual({ kind: 'sent' });
});

test.each([
  [301, 'status_3xx', { isFinal: true, isSick: false }],
  [400, 'status_4xx', { isFinal: true, isSick: false }],
  [404, 'status_4xx', { isFinal: true, isSick: false }],
  [410, 'status_4xx', { isFinal: true, isSick: false }],
  [408, 'status_4xx', { isFinal: false, isSick: false }],
  [409, 'status_4xx', { isFinal: false, isSick: false }],
  [425, 'status_4xx', { isFinal: false, isSick: false }],
  [429, 'status_4xx', { isFinal: false, isSick: false }],
  [500, 'status_5xx', { isFinal: false, isSick: true }],
  [503, 'status_5xx', { isFinal: false, isSick: true }],
] as const)('%d is %s', (status, reason, expected) => {
  const verdict = judge({ kind: 'answered', status });
  expect(verdict).toEqual({ kind: 'failed', reason, text: `answered ${status}`, ...expected });
});

test.each([
  ['timeout', { isFinal: false, isSick: true }],
  ['network', { isFinal: false, isSick: true }],
  ['lambda', { isFinal: false, isSick: true }],
  ['refused_target', { isFinal: true, isSick: false }],
] as const)('%s', (reason, expected) => {
  const answer: Answer = { kind: 'failed', reason, message: 'why' };
  expect(judge(answer)).toEqual({ kind: 'failed', reason, text: 'why', ...expected });
  expect(statusClassOf(answer)).toBe('none');
});
