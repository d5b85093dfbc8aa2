import type { Adapter, AdapterReceiver, Batch, ControlMessage } from '../../cluster/adapter.js';
import type { ChannelRef } from '../../cluster/channel-store.js';

interface Node {
  receiver: AdapterReceiver | undefined;
  readonly rooms: Set<string>;
}

/** Takes one message to one node: at once, or when the test lets it. `link` names the line that keeps its order. */
export type Carry = (
  message: { readonly link: string; readonly kind: 'batch' | 'hint' | 'control' },
  arrive: () => void,
) => void;

/** A bus in memory. Who gets a message is known when it is sent: those who listen then. */
export class MemoryBus {
  private readonly nodes: Node[] = [];
  private readonly carry: Carry;

  constructor(carry: Carry = (_message, arrive) => arrive()) {
    this.carry = carry;
  }

  addNode(): Adapter {
    const node: Node = { receiver: undefined, rooms: new Set() };
    const origin = this.nodes.push(node);
    const send = (
      channel: ChannelRef,
      kind: 'batch' | 'hint' | 'control',
      arrive: (to: AdapterReceiver) => void,
    ) => {
      this.nodes.forEach((to, index) => {
        if (to === node || !to.rooms.has(roomOf(channel))) return;
        this.carry({ link: `${origin} ${index} ${channel.name}`, kind }, () => {
          if (to.receiver !== undefined) arrive(to.receiver);
        });
      });
    };
    return {
      isRemote: true,
      start: (receiver) => {
        node.receiver = receiver;
      },
      subscribe: (channel) => void node.rooms.add(roomOf(channel)),
      unsubscribe: (channel) => void node.rooms.delete(roomOf(channel)),
      accepts: () => true,
      publish: (batch: Batch) => send(batch.channel, 'batch', (to) => to.deliver(batch)),
      hint: (channel, version) => send(channel, 'hint', (to) => to.look(channel, version)),
      control: (room, message: ControlMessage) => send(room, 'control', (to) => to.control(room, message)),
      isConnected: () => true,
    };
  }

  /** Rooms that somebody listens to. */
  get rooms(): string[] {
    return [...new Set(this.nodes.flatMap(({ rooms }) => [...rooms]))];
  }
}

function roomOf({ appId, name }: ChannelRef): string {
  return `${appId}:${name}`;
}
