import { eventually, httpRequest, type WorkerProcess } from '@shoal/testing';
import { Installation } from './installation.js';

jest.setTimeout(60_000);

let installation: Installation;
beforeAll(async () => {
  installation = await Installation.start();
  for (const fake of installation.services.all) fake.behave({ delay: 40 });
});
afterAll(() => installation?.[Symbol.asyncDispose]());

async function healthOf({ host, metricsPort: port }: WorkerProcess): Promise<object> {
  const [ready, live] = await Promise.all(
    ['/ready', '/live'].map((path) => httpRequest({ host, port }, { path })),
  );
  return { ready: ready?.status, status: ready?.body, live: live?.status };
}

/** Resolves in the middle of a publish. */
function untilSent(requests: number): Promise<unknown> {
  return eventually(() => installation.services.requests >= requests, { withinMs: 20_000, everyMs: 5 });
}

it('a worker that is ended in the middle loses nothing and sends nothing twice: the other goes on', async () => {
  const { admission, services } = installation;
  await installation.subscribe(900, 'everybody');
  const old = installation.worker(0);
  await installation.addWorker();
  const publishId = await admission.publish('everybody');
  await untilSent(150);
  old.signal('SIGTERM');
  // The other one may well have sent the rest before this one is gone.
  expect(services.requests).toBeLessThan(900);
  expect(await old.exited).toEqual({ code: 0, signal: null });
  const { state, counters } = await admission.whenEnded(publishId, 30_000);
  expect({ state, ...counters }).toMatchObject({
    ...{ state: 'succeeded', planned: 900, succeeded: 900, dispatched: 900 },
  });
  expect(services.requests).toBe(900);
  expect(new Set(services.accepted().values())).toEqual(new Set([1]));
});

it('the last one says that it drains, ends what it is sending, and leaves the rest for whoever comes', async () => {
  const { admission, services } = installation;
  const before = services.requests;
  const last = installation.worker(1);
  let open = (): void => {};
  const isOpen = new Promise<void>((resolve) => {
    open = resolve;
  });
  for (const fake of services.all) fake.behave({ delay: isOpen });
  const publishId = await admission.publish('everybody');
  await untilSent(before + 30);
  last.signal('SIGTERM');
  await eventually(async () =>
    expect(await healthOf(last)).toEqual({
      ...{ ready: 503, status: { status: 'draining', reasons: [] }, live: 200 },
    }),
  );
  // It serves as usual for a moment after the signal: not long enough for all of them.
  for (const fake of services.all) fake.behave({ delay: 300 });
  open();
  expect(await last.exited).toEqual({ code: 0, signal: null });
  const left = await admission.status(publishId);
  const sent = services.requests - before;
  expect(left.counters).toMatchObject({ succeeded: sent, dispatched: sent });
  expect(sent).toBeLessThan(900);

  for (const fake of services.all) fake.behave({});
  await installation.addWorker();
  const { state, counters } = await admission.whenEnded(publishId, 30_000);
  expect({ state, ...counters }).toMatchObject({ state: 'succeeded', planned: 900, succeeded: 900 });
  expect(new Set(services.accepted().values())).toEqual(new Set([2]));
});
