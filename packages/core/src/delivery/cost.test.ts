import { createTestNode, type TestClient, type TestNode } from '../testing/index.js';

// What a delivery may cost, counted instead of timed: a figure that grows here is a regression, on any machine.

function connectTo(node: TestNode, channel: string, count: number): TestClient[] {
  const clients = Array.from({ length: count }, () => {
    const client = node.connect();
    client.subscribe(channel);
    return client;
  });
  node.clock.settle();
  for (const { socket } of clients) socket.writes.length = 0;
  return clients;
}

/** Counts calls while `run` runs; the real functions go on working. */
function count(run: () => void) {
  const spies = {
    encodes: jest.spyOn(JSON, 'stringify'),
    buffers: jest.spyOn(Buffer, 'allocUnsafe'),
    concatenations: jest.spyOn(Buffer, 'concat'),
  };
  run();
  const counts = Object.fromEntries(
    Object.entries(spies).map(([name, spy]) => [name, spy.mock.calls.length]),
  );
  for (const spy of Object.values(spies)) spy.mockRestore();
  return counts;
}

describe.each([1, 100])('with %i subscribers', (subscribers) => {
  test('a publish encodes its name, its data and its channel once, into one frame', async () => {
    const node = await createTestNode();
    connectTo(node, 'a', subscribers);
    expect(count(() => node.publish('a', 'e'))).toEqual({ encodes: 3, buffers: 1, concatenations: 0 });
  });

  test('a flush of one message encodes, frames and copies nothing', async () => {
    const node = await createTestNode();
    connectTo(node, 'a', subscribers);
    node.publish('a', 'e');
    expect(count(() => node.clock.settle())).toEqual({ encodes: 0, buffers: 0, concatenations: 0 });
  });

  test('a flush of many messages copies them once for all sockets', async () => {
    const node = await createTestNode();
    connectTo(node, 'a', subscribers);
    for (let message = 0; message < 16; message += 1) node.publish('a', 'e');
    expect(count(() => node.clock.settle())).toMatchObject({ encodes: 0, concatenations: 1 });
  });

  test('a flush tells the observer once, not once a socket', async () => {
    const node = await createTestNode();
    connectTo(node, 'a', subscribers);
    node.publish('a', 'e');
    node.publish('a', 'e');
    node.clock.settle();
    expect(node.observer.calls('fannedOut')).toHaveLength(1);
  });
});

test('an excluded socket costs one copy of its own; all others still share one buffer', async () => {
  const node = await createTestNode();
  const clients = connectTo(node, 'a', 100);
  for (let message = 0; message < 16; message += 1) node.publish('a', 'e', clients[message % 2]?.socketId);
  expect(count(() => node.clock.settle())).toMatchObject({ encodes: 0, concatenations: 3 });
  const buffers = new Set(clients.flatMap(({ socket }) => socket.writes));
  expect(buffers.size).toBe(3);
});

test('a channel that nobody here is in costs no frame', async () => {
  const node = await createTestNode();
  expect(count(() => node.publish('empty', 'e')).buffers).toBe(0);
});
