import { TargetGuard } from './address/target-guard.js';
import { HttpSender } from './http/http-sender.js';
import { LambdaSender } from './lambda/lambda-sender.js';
import { TargetSender } from './target-sender.js';

const mockLoaded: string[] = [];
jest.mock('@aws-sdk/client-lambda', () => {
  mockLoaded.push('client-lambda');
  return jest.requireActual('@aws-sdk/client-lambda');
});

const delivery = { body: '{"time_ms":1,"events":[]}', headers: {}, timeout: 10_000 };

it('sends by the kind of the target, and loads the SDK for the first function only', async () => {
  const guard = new TargetGuard({ allowPrivateTargets: false });
  const http = new HttpSender({ guard, version: '0' });
  const sender = new TargetSender({ http, lambda: new LambdaSender({ guard }) });

  const posted = await sender.send({ kind: 'http', url: 'http://127.0.0.1/' }, delivery);
  expect(posted).toMatchObject({ reason: 'refused_target' });
  expect(mockLoaded).toEqual([]);

  const lambda = { kind: 'lambda', functionName: 'f', region: 'eu-west-1', isAwaited: false } as const;
  const invoked = await sender.send({ ...lambda, endpoint: 'http://127.0.0.1/' }, delivery);
  expect(invoked).toMatchObject({ reason: 'refused_target' });
  expect(mockLoaded).toEqual(['client-lambda']);

  await sender.close();
  const closed = await sender.send({ kind: 'http', url: 'http://192.0.2.1/' }, delivery);
  expect(closed).toMatchObject({ kind: 'failed' });
});
