import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { Target } from '../../endpoint/endpoint.js';
import { parseTargetUrl } from '../address/parse-target-url.js';
import type { TargetGuard } from '../address/target-guard.js';

/** Of the SDK, which is loaded by the first process that needs it. */
export type LambdaSdk = Pick<typeof import('@aws-sdk/client-lambda'), 'LambdaClient' | 'InvokeCommand'>;

export type LambdaTarget = Extract<Target, { kind: 'lambda' }>;

const maxSockets = 100;

/**
 * A client that tries once, as our own attempts are counted. An endpoint that somebody configured is guarded like a
 * URL; AWS' own is not, as it is private in a network with a VPC endpoint.
 *
 * @throws RefusedTargetError
 */
export function openLambdaClient(sdk: LambdaSdk, target: LambdaTarget, guard: TargetGuard): LambdaClient {
  const { region, endpoint, credentials } = target;
  if (endpoint !== undefined) guard.ensureAllowedLiteral(parseTargetUrl(endpoint));
  const agent = { keepAlive: true, maxSockets, ...(endpoint === undefined ? {} : { lookup: guard.lookup }) };
  return new sdk.LambdaClient({
    region,
    maxAttempts: 1,
    requestHandler: { httpAgent: new HttpAgent(agent), httpsAgent: new HttpsAgent(agent) },
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  });
}
