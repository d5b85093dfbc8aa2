import { RefusedTargetError } from '../address/refused-target-error.js';
import { DeadlineError } from '../deadline.js';
import { failedInvocation } from './lambda-answer.js';

/** As the SDK throws it when there was no answer. */
function withoutAnswer(name: string, fields: object = {}): Error {
  const error = new Error('connect ECONNREFUSED 10.0.0.1:443');
  return Object.assign(error, { name, $metadata: { attempts: 1, totalRetryDelay: 0 }, ...fields });
}

it.each([
  ['ECONNREFUSED', 'network'],
  ['ECONNRESET', 'network'],
  ['ENOTFOUND', 'network'],
  ['HPE_INVALID_CONSTANT', 'network'],
  ['ETIMEDOUT', 'timeout'],
])('%s is a failure of the connection: %s', (code, reason) => {
  const answer = failedInvocation(withoutAnswer('TimeoutError', { code }));
  expect(answer).toMatchObject({ kind: 'failed', reason });
  expect(JSON.stringify(answer)).not.toContain('10.0.0.1');
});

it('our own refusals stay what they are', () => {
  expect(failedInvocation(new DeadlineError(5))).toMatchObject({ reason: 'timeout' });
  const refused = Object.assign(new RefusedTargetError('Not public.'), { $metadata: { attempts: 1 } });
  expect(failedInvocation(refused)).toMatchObject({ reason: 'refused_target', message: 'Not public.' });
});

it('missing credentials have failed', () => {
  expect(failedInvocation(withoutAnswer('CredentialsProviderError'))).toEqual({
    kind: 'failed',
    reason: 'lambda',
    message: 'The function was not invoked (CredentialsProviderError): check its region and credentials.',
  });
});

it.each([
  undefined,
  null,
  'no',
  { $metadata: null },
  { $metadata: { httpStatusCode: '500' } },
  withoutAnswer('<script>'),
])('anything else has failed without a word of it: %p', (error) => {
  expect(failedInvocation(error)).toMatchObject({
    reason: 'lambda',
    message: expect.stringContaining('unknown error'),
  });
});

it('a success that cannot be read has failed', () => {
  const error = withoutAnswer('SyntaxError', { $metadata: { httpStatusCode: 200 } });
  expect(failedInvocation(error)).toMatchObject({ kind: 'failed', reason: 'lambda' });
});
