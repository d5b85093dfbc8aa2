import { parseChannelName } from '@shoal/protocol';
import type { App } from '../app/app.js';
import type { AppProvider } from '../app/app-provider.js';
import { StaticAppProvider } from '../app/static-app-provider.js';
import type { Adapter } from '../cluster/adapter.js';
import type { Stores } from '../cluster/stores.js';
import type { ConnectRequest } from '../connection/admission.js';
import { createNode, type NodeSettings } from '../create-node.js';
import { LocalAdapter } from '../local/local-adapter.js';
import { LocalCacheStore } from '../local/local-cache-store.js';
import { type Grace, LocalChannelStore } from '../local/local-channel-store.js';
import { LocalQuotaStore } from '../local/local-quota-store.js';
import { LocalUserStore } from '../local/local-user-store.js';
import type { RealtimeNode } from '../node.js';
import { RecordIds } from '../webhook/record-ids.js';
import { FakeClock } from './fake-clock.js';
import { FakeSocket } from './fake-socket.js';
import { RecordingObserver } from './recording/recording-observer.js';
import { RecordingWebhookSink } from './recording/recording-webhook-sink.js';
import { createTestApp } from './test-app.js';
import { TestClient } from './test-client.js';

export interface TestNodeOptions {
  readonly apps?: readonly App[];
  /** In place of the static one. */
  readonly appProvider?: AppProvider;
  readonly settings?: Partial<NodeSettings>;
  /** A clock of its own unless given. */
  readonly clock?: FakeClock;
  /** Milliseconds; all 0 unless given. */
  readonly grace?: Partial<Grace>;
  readonly adapter?: Adapter;
  /** Puts other stores around or in place of the local ones. */
  readonly stores?: (local: Stores) => Stores;
}

export const testSettings: NodeSettings = {
  activityTimeout: 120,
  pongTimeout: 30,
  maxConnections: 0,
  overQuota: 'over_quota',
  cacheLifetime: 1800,
  slowConsumers: { socketBytes: 1024 * 1024, processBytes: 256 * 1024 * 1024, policy: 'disconnect' },
};

interface TestNodeParts {
  readonly node: RealtimeNode;
  readonly clock: FakeClock;
  readonly observer: RecordingObserver;
  readonly webhooks: RecordingWebhookSink;
  readonly stores: Stores;
  readonly apps: readonly App[];
}

/** A whole node on a fake clock, with everything that it tells kept for the test. */
export class TestNode {
  readonly node: RealtimeNode;
  readonly clock: FakeClock;
  readonly observer: RecordingObserver;
  readonly webhooks: RecordingWebhookSink;
  readonly stores: Stores;
  readonly apps: readonly App[];

  /** Use `createTestNode`. */
  constructor({ node, clock, observer, webhooks, stores, apps }: TestNodeParts) {
    this.node = node;
    this.clock = clock;
    this.observer = observer;
    this.webhooks = webhooks;
    this.stores = stores;
    this.apps = apps;
  }

  /** The first app. */
  get app(): App {
    const [app] = this.apps;
    if (app === undefined) throw new Error('This node has no app');
    return app;
  }

  /** A client that has read its handshake. @throws when it was refused, or is not answered at once */
  connect(request: Partial<ConnectRequest> = {}): TestClient {
    const socket = new FakeSocket();
    const connection = this.node.open(socket, this.requestOf(request));
    if (connection instanceof Promise) throw new Error('Admission waits for a store: use connectLater');
    return this.clientOf(socket, connection);
  }

  async connectLater(request: Partial<ConnectRequest> = {}): Promise<TestClient> {
    const socket = new FakeSocket();
    return this.clientOf(socket, await this.node.open(socket, this.requestOf(request)));
  }

  /** The socket of a client that may be refused. */
  knock(request: Partial<ConnectRequest> = {}): FakeSocket {
    const socket = new FakeSocket();
    void this.node.open(socket, this.requestOf(request));
    return socket;
  }

  /** Publishes as a backend does; the data names the event. @param socketId left out of the delivery */
  publish(channel: string, name: string, socketId?: string): void {
    const except = socketId === undefined ? {} : { socketId };
    const channels = [parseChannelName(channel)];
    this.node.publish(this.app, { name, data: `{"n":"${name}"}`, channels, ...except }, 'http');
  }

  /** Lets everything that was asked for happen, promises included; time stands still. */
  async settle(): Promise<void> {
    for (let rounds = 0; rounds < 3 || !this.clock.isAtRest; rounds += 1) {
      this.clock.settle();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  private requestOf(request: Partial<ConnectRequest>): ConnectRequest {
    return { appKey: this.app.credentials[0].key, protocol: '7', origin: undefined, ...request };
  }

  private clientOf(socket: FakeSocket, connection: TestClient['connection'] | undefined): TestClient {
    if (connection === undefined) throw new Error(`Refused with ${JSON.stringify(socket.closed)}`);
    socket.take();
    return new TestClient(this.node, { socket, connection });
  }
}

/** Starts a node that is alone, unless the options put it in company. */
export async function createTestNode(options: TestNodeOptions = {}): Promise<TestNode> {
  const clock = options.clock ?? new FakeClock();
  const observer = new RecordingObserver();
  const webhooks = new RecordingWebhookSink();
  const recordIds = new RecordIds();
  const settings = { ...testSettings, ...options.settings };
  const apps = options.apps ?? [createTestApp()];
  const local: Stores = {
    channels: new LocalChannelStore({
      clock,
      recordIds,
      grace: { frames: 0, webhooks: 0, drain: 0, ...options.grace },
    }),
    users: new LocalUserStore(),
    quotas: new LocalQuotaStore(),
    cache: new LocalCacheStore({ clock, lifetime: settings.cacheLifetime * 1000, maxBytes: 1024 * 1024 }),
  };
  const stores = options.stores?.(local) ?? local;
  const node = createNode({
    ...{ stores, recordIds, observer, clock, settings },
    apps: options.appProvider ?? new StaticAppProvider(apps),
    adapter: options.adapter ?? new LocalAdapter(),
    webhookSink: webhooks,
  });
  await node.start();
  return new TestNode({ node, clock, observer, webhooks, stores, apps });
}
