import type { ChannelRef, ChannelStoreHost } from '../../cluster/channel-store.js';
import type { LocalChannelStore } from '../../local/local-channel-store.js';

/** What each node states of one channel. */
interface Parts {
  readonly counts: Map<object, number>;
  /** Nodes of each user. */
  readonly users: Map<string, Set<object>>;
}

/** One node's part in one channel. */
export interface NodePart {
  readonly channel: ChannelRef;
  readonly users: readonly string[];
}

/** The state that the nodes of a memory cluster share: a store of one node, fed with sums over all nodes. */
export class MemoryChannels {
  readonly store: LocalChannelStore;
  isAway = false;
  private readonly hosts: ChannelStoreHost[] = [];
  private readonly channels = new Map<string, Parts>();

  constructor(store: LocalChannelStore) {
    this.store = store;
    store.start({
      look: (channel) => {
        for (const host of this.hosts) host.look(channel);
      },
      recorded: (records) => this.hosts[0]?.recorded(records),
      departed: (channel, members) => this.hosts[0]?.departed(channel, members),
      arrived: (channel, members) => this.hosts[0]?.arrived(channel, members),
      held: () => [],
    });
  }

  addHost(host: ChannelStoreHost): void {
    this.hosts.push(host);
  }

  /** @returns the total over all nodes */
  count(node: object, channel: ChannelRef, count: number): number {
    const { counts } = this.partsOf(channel);
    if (count === 0) counts.delete(node);
    else counts.set(node, count);
    const total = [...counts.values()].reduce((sum, each) => sum + each, 0);
    if (total === 0) this.channels.delete(keyOf(channel));
    return total;
  }

  countOf(node: object, channel: ChannelRef): number {
    return this.channels.get(keyOf(channel))?.counts.get(node) ?? 0;
  }

  addUser(node: object, channel: ChannelRef, key: string): void {
    const { users } = this.partsOf(channel);
    users.set(key, (users.get(key) ?? new Set()).add(node));
  }

  /** @returns whether no node has the user any more */
  removeUser(node: object, channel: ChannelRef, key: string): boolean {
    const users = this.channels.get(keyOf(channel))?.users;
    const nodes = users?.get(key);
    nodes?.delete(node);
    if (nodes !== undefined && nodes.size > 0) return false;
    users?.delete(key);
    return true;
  }

  /** Channels that a node has a part in, with its users there. */
  *partsOfNode(node: object): Iterable<NodePart> {
    for (const [key, { counts, users }] of [...this.channels]) {
      if (!counts.has(node)) continue;
      const [appId = '', name = ''] = key.split('\0');
      const here = [...users].filter(([, nodes]) => nodes.has(node)).map(([user]) => user);
      yield { channel: { appId, name }, users: here };
    }
  }

  private partsOf(channel: ChannelRef): Parts {
    const key = keyOf(channel);
    const known = this.channels.get(key) ?? { counts: new Map(), users: new Map() };
    this.channels.set(key, known);
    return known;
  }
}

function keyOf({ appId, name }: ChannelRef): string {
  return `${appId}\0${name}`;
}
