import { PusherError } from '@shoal/protocol';
import {
  createTestApp,
  createTestNode,
  DelayedQuotaStore,
  dataOf,
  FakeSocket,
  ReplyQueue,
  type TestNode,
  type TestNodeOptions,
} from '../testing/index.js';
import type { ConnectRequest } from './admission.js';

const asking: ConnectRequest = { appKey: 'app-key', protocol: '7', origin: undefined };

test('a client is told its socket id and after how many seconds of silence it has to ping', async () => {
  const node = await createTestNode();
  const socket = node.knock();
  const [established] = socket.take();
  expect(established).toMatchObject({ event: 'pusher:connection_established', data: expect.any(String) });
  expect(established && dataOf(established)).toEqual({
    socket_id: expect.stringMatching(/^\d+\.\d+$/),
    activity_timeout: 120,
  });
  expect(node.observer.calls('connectionAttempted')).toEqual([['accepted', 'app-id']]);
  expect(await node.node.countConnections('app-id')).toBe(1);
});

test.each([undefined, '', '1', '3', '4', '5', '6', '7'])('protocol %j is spoken', async (protocol) => {
  const node = await createTestNode();
  expect(node.knock({ protocol }).closed).toBeUndefined();
});

interface Refusal {
  readonly request?: Partial<ConnectRequest>;
  readonly options?: TestNodeOptions;
  /** Clients that are inside already. */
  readonly inside?: number;
  readonly code: number;
  readonly outcome: string;
  readonly error: string;
}

const refusals: [string, Refusal][] = [
  [
    'an unknown key',
    { request: { appKey: 'x' }, code: 4001, outcome: 'unknown_app', error: 'app_not_found' },
  ],
  [
    'a disabled app',
    {
      options: { apps: [createTestApp({ enabled: false })] },
      code: 4003,
      outcome: 'disabled',
      error: 'app_disabled',
    },
  ],
  [
    'another origin',
    {
      options: { apps: [createTestApp({ allowedOrigins: ['https://example.com'] })] },
      request: { origin: 'https://evil.example' },
      code: 4009,
      outcome: 'origin',
      error: 'origin_not_allowed',
    },
  ],
  [
    'no origin where one is asked for',
    {
      options: { apps: [createTestApp({ allowedOrigins: ['https://example.com'] })] },
      code: 4009,
      outcome: 'origin',
      error: 'origin_not_allowed',
    },
  ],
  [
    'a protocol to come',
    { request: { protocol: '8' }, code: 4007, outcome: 'bad_protocol', error: 'protocol_error' },
  ],
  [
    'a protocol that is no number',
    { request: { protocol: '7a' }, code: 4006, outcome: 'bad_protocol', error: 'protocol_error' },
  ],
  [
    'an app that is full',
    {
      options: { apps: [createTestApp({ limits: { connections: 1 } })] },
      inside: 1,
      code: 4004,
      outcome: 'quota',
      error: 'over_quota',
    },
  ],
  [
    'an app that is full, in the words of soketi',
    {
      options: {
        apps: [createTestApp({ limits: { connections: 1 } })],
        settings: { overQuota: 'over_capacity' },
      },
      inside: 1,
      code: 4100,
      outcome: 'capacity',
      error: 'over_capacity',
    },
  ],
  [
    'a node that is full',
    {
      options: { settings: { maxConnections: 2 } },
      inside: 2,
      code: 4100,
      outcome: 'capacity',
      error: 'over_capacity',
    },
  ],
];

test.each(refusals)('%s is refused: the error as a frame, then as the close code', async (_why, refusal) => {
  const node = await createTestNode(refusal.options);
  for (let count = 0; count < (refusal.inside ?? 0); count += 1) node.connect();
  const socket = node.knock(refusal.request);
  expect(socket.take()).toEqual([
    { event: 'pusher:error', data: { code: refusal.code, message: expect.any(String) } },
  ]);
  expect(socket.closed).toEqual({ code: refusal.code, reason: expect.any(String) });
  expect(node.observer.calls('connectionAttempted').at(-1)?.[0]).toBe(refusal.outcome);
  expect(node.observer.calls('connectionErrored').at(-1)?.[0]).toBe(refusal.error);
  expect(await node.node.countConnections('app-id')).toBe(refusal.inside ?? 0);
});

test('a draining node refuses with a code that makes clients wait', async () => {
  const node = await createTestNode();
  node.node.startDraining();
  const socket = node.knock();
  expect(socket.closed?.code).toBe(4100);
  expect(node.observer.calls('connectionAttempted')).toEqual([['draining', undefined]]);
});

test('what the transport refuses is refused in the same way', async () => {
  const node = await createTestNode();
  const socket = new FakeSocket();
  node.node.refuse(socket, 'path_not_found');
  expect(socket.take()).toMatchObject([{ event: 'pusher:error', data: { code: 4005 } }]);
  expect(socket.closed?.code).toBe(4005);
});

test('an app store that is away makes clients wait, with the same code in frame and close', async () => {
  const away = (): Promise<never> => Promise.reject(new PusherError('backend'));
  const node = await createTestNode({ appProvider: { findById: away, findByKey: away } });
  const socket = new FakeSocket();
  expect(await node.node.open(socket, asking)).toBeUndefined();
  expect(socket.take()).toMatchObject([{ event: 'pusher:error', data: { code: 4100 } }]);
  expect(socket.closed?.code).toBe(4100);
});

describe('with a quota store that answers later', () => {
  async function createQuotaNode(replies: ReplyQueue, options: TestNodeOptions = {}): Promise<TestNode> {
    return createTestNode({
      ...options,
      stores: (local) => ({ ...local, quotas: new DelayedQuotaStore(local.quotas, replies) }),
    });
  }

  test('of those who wait at the door as many come in as there are places', async () => {
    const replies = new ReplyQueue('answered');
    const node = await createQuotaNode(replies, { apps: [createTestApp({ limits: { connections: 2 } })] });
    const sockets = Array.from({ length: 5 }, () => node.knock());
    await replies.answerAll();
    expect(sockets.map(({ closed }) => closed?.code)).toEqual([undefined, undefined, 4004, 4004, 4004]);
    const count = node.node.countConnections('app-id');
    await replies.answerAll();
    expect(await count).toBe(2);
    expect([...node.node.tables.apps()]).toMatchObject([{ connections: 2 }]);
  });

  test('those at the door count towards the node’s limit', async () => {
    const replies = new ReplyQueue();
    const node = await createQuotaNode(replies, { settings: { maxConnections: 1 } });
    const [first, second] = [node.knock(), node.knock()];
    expect(second.closed?.code).toBe(4100);
    await replies.answerAll();
    expect(first.closed).toBeUndefined();
  });

  test('a failing store gives the place back', async () => {
    const replies = new ReplyQueue();
    const node = await createQuotaNode(replies, { settings: { maxConnections: 1 } });
    const first = node.knock();
    await replies.fail(new Error('away'));
    expect(first.closed?.code).toBe(4100);
    expect(node.observer.calls('failed')).toEqual([['open connection', new Error('away')]]);
    const second = node.knock();
    await replies.answerAll();
    expect(second.closed).toBeUndefined();
  });

  test('who is still at the door when the node begins to drain is refused', async () => {
    const replies = new ReplyQueue();
    const node = await createQuotaNode(replies);
    const socket = node.knock();
    node.node.startDraining();
    await replies.answerAll();
    expect(socket.closed?.code).toBe(4100);
    expect([...node.node.tables.apps()]).toEqual([]);
  });
});
