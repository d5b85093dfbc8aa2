import { createHmac } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { httpEndpoint } from '../../testing/http-endpoint.js';
import type { Resolve } from '../address/shared-lookups.js';
import { TargetGuard } from '../address/target-guard.js';
import type { Delivery } from '../sender.js';
import { LambdaSender } from './lambda-sender.js';
import type { LambdaTarget } from './open-lambda-client.js';

const body = JSON.stringify({ time_ms: 1, events: [{ name: 'cache_miss', channel: 'cache-"grün"' }] });
const signature = createHmac('sha256', 'app-secret').update(body).digest('hex');
const headers = { 'X-Pusher-Key': 'app-key', 'X-Pusher-Signature': signature };
const delivery: Delivery = { body, headers, timeout: 20_000 };

/** Lambda, as far as its interface goes. */
async function fakeLambda(answer: RequestListener) {
  const endpoint = await httpEndpoint(answer);
  return {
    endpoint: endpoint.url,
    port: endpoint.port,
    invoked: endpoint.requests,
    [Symbol.asyncDispose]: () => endpoint[Symbol.asyncDispose](),
  };
}

const accept: RequestListener = (_request, response) => response.writeHead(202).end();

function target(endpoint: string, changed: Partial<LambdaTarget> = {}): LambdaTarget {
  return {
    kind: 'lambda',
    functionName: 'on-webhook',
    region: 'eu-west-1',
    isAwaited: false,
    endpoint,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'very-secret' },
    ...changed,
  };
}

function lambdaSender({
  allowPrivateTargets = true,
  resolve,
}: {
  allowPrivateTargets?: boolean;
  resolve?: Resolve;
} = {}) {
  const guard = new TargetGuard({ allowPrivateTargets, ...(resolve === undefined ? {} : { resolve }) });
  const sender = new LambdaSender({ guard });
  return {
    send: (to: LambdaTarget, changed: Partial<Delivery> = {}) => sender.send(to, { ...delivery, ...changed }),
    close: () => sender.close(),
    [Symbol.asyncDispose]: () => sender.close(),
  };
}

it('hands a webhook over, signed for its region and account', async () => {
  await using lambda = await fakeLambda(accept);
  await using sender = lambdaSender();
  expect(await sender.send(target(lambda.endpoint))).toEqual({ kind: 'answered', status: 202 });
  const { method, url, headers: sent } = lambda.invoked[0]?.message ?? {};
  expect({ method, url }).toEqual({ method: 'POST', url: '/2015-03-31/functions/on-webhook/invocations' });
  expect(sent?.['x-amz-invocation-type']).toBe('Event');
  expect(sent?.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/lambda\/aws4_request, SignedHeaders=[\w;-]*host[\w;-]*, Signature=[0-9a-f]{64}$/,
  );
});

it('gives the function the webhook, and what it needs to check the signature', async () => {
  await using lambda = await fakeLambda(accept);
  await using sender = lambdaSender();
  await sender.send(target(lambda.endpoint));
  const event: unknown = JSON.parse(lambda.invoked[0]?.body ?? '');
  expect(event).toEqual({ ...JSON.parse(body), payload: JSON.parse(body), headers });
  // As the function does it that soketi's manual shows.
  const { payload } = event as { payload: unknown };
  const computed = createHmac('sha256', 'app-secret').update(JSON.stringify(payload)).digest('hex');
  expect(computed).toBe(signature);
  expect(lambda.invoked[0]?.body).toContain(`"payload":${body},`);
});

it('waits for a function when it shall', async () => {
  await using lambda = await fakeLambda((_request, response) => response.end('{"done":true}'));
  await using sender = lambdaSender();
  const answer = await sender.send(target(lambda.endpoint, { isAwaited: true }));
  expect(answer).toEqual({ kind: 'answered', status: 200 });
  expect(lambda.invoked[0]?.message.headers['x-amz-invocation-type']).toBe('RequestResponse');
});

it('a function that ends with an error has failed', async () => {
  await using lambda = await fakeLambda((_request, response) =>
    response.setHeader('X-Amz-Function-Error', 'Unhandled').end('{"errorMessage":"secret of theirs"}'),
  );
  await using sender = lambdaSender();
  const answer = await sender.send(target(lambda.endpoint, { isAwaited: true }));
  expect(answer).toMatchObject({ kind: 'failed', reason: 'lambda' });
  expect(JSON.stringify(answer)).not.toContain('secret of theirs');
});

it.each([
  [404, 'ResourceNotFoundException'],
  [413, 'RequestTooLargeException'],
  [500, 'ServiceException'],
  [502, 'EC2UnexpectedException'],
])('the refusal %d %s is an answer, and is asked for once', async (status, type) => {
  await using lambda = await fakeLambda((_request, response) =>
    response.writeHead(status, { 'X-Amzn-ErrorType': type }).end('{"message":"no"}'),
  );
  await using sender = lambdaSender();
  expect(await sender.send(target(lambda.endpoint))).toEqual({ kind: 'answered', status });
  expect(lambda.invoked).toHaveLength(1);
});

it('a refusal that is not in the form of AWS is an answer, too', async () => {
  await using lambda = await fakeLambda((_request, response) => response.writeHead(503).end('<html>'));
  await using sender = lambdaSender();
  expect(await sender.send(target(lambda.endpoint))).toEqual({ kind: 'answered', status: 503 });
});

it('throttling says when to come again', async () => {
  await using lambda = await fakeLambda((_request, response) =>
    response
      .writeHead(429, { 'X-Amzn-ErrorType': 'TooManyRequestsException', 'Retry-After': '3' })
      .end('{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded"}'),
  );
  await using sender = lambdaSender();
  const answer = await sender.send(target(lambda.endpoint));
  expect(answer).toEqual({ kind: 'answered', status: 429, retryAfter: 3_000 });
});

it('wrong credentials have failed, and are not told', async () => {
  await using lambda = await fakeLambda((_request, response) =>
    response.writeHead(403, { 'X-Amzn-ErrorType': 'UnrecognizedClientException' }).end('{}'),
  );
  await using sender = lambdaSender();
  const answer = await sender.send(target(lambda.endpoint));
  expect(answer).toMatchObject({ kind: 'failed', reason: 'lambda' });
  expect(JSON.stringify(answer)).toContain('UnrecognizedClientException');
  expect(JSON.stringify(answer)).not.toMatch(/AKIDEXAMPLE|very-secret|127\.0\.0\.1/);
});

it('a region that does not exist has failed', async () => {
  await using sender = lambdaSender();
  for (const region of ['evil.test/#', '']) {
    const { endpoint: _endpoint, ...ofAws } = target('', { region });
    expect(await sender.send(ofAws)).toMatchObject({ kind: 'failed', reason: 'lambda' });
  }
});

it('silence is a timeout', async () => {
  await using lambda = await fakeLambda(() => {});
  await using sender = lambdaSender();
  const answer = await sender.send(target(lambda.endpoint), { timeout: 300 });
  expect(answer).toEqual({ kind: 'failed', reason: 'timeout', message: 'No answer within 300 ms.' });
});

it('keeps the connection of a client, and asks for other accounts with another client', async () => {
  await using lambda = await fakeLambda(accept);
  await using sender = lambdaSender();
  for (let count = 0; count < 3; count += 1) await sender.send(target(lambda.endpoint));
  const ports = () => lambda.invoked.map(({ message }) => message.socket.remotePort);
  expect(new Set(ports()).size).toBe(1);
  await sender.send(target(lambda.endpoint, { credentials: { accessKeyId: 'B', secretAccessKey: 'b' } }));
  expect(new Set(ports()).size).toBe(2);
  expect(lambda.invoked.at(-1)?.message.headers.authorization).toContain('Credential=B/');
});

it('an endpoint of its own must be public', async () => {
  await using lambda = await fakeLambda(accept);
  await using sender = lambdaSender({
    allowPrivateTargets: false,
    resolve: (_hostname, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
  });
  const urls = [lambda.endpoint, `http://lambda.test:${lambda.port}`, 'file:///etc/passwd', 'none'];
  for (const endpoint of urls) {
    expect(await sender.send(target(endpoint))).toMatchObject({ kind: 'failed', reason: 'refused_target' });
  }
  expect(lambda.invoked).toHaveLength(0);
});

it('a closed sender fails', async () => {
  await using lambda = await fakeLambda(accept);
  const sender = lambdaSender();
  await sender.close();
  expect(await sender.send(target(lambda.endpoint))).toMatchObject({ kind: 'failed' });
});
