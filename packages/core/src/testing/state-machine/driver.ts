import type { TestNode } from '../test-node.js';
import { type Action, type ClientAction, watchlist } from './action.js';
import { ClientView } from './client-view.js';
import { expectAgreement } from './expect-agreement.js';
import { expectNothingLeft } from './expect-nothing-left.js';
import { History } from './history.js';
import type { Player, Situation } from './situation.js';
import type { World } from './world.js';

const longQueue = 600 * 1024;

/** Plays actions in a world and compares, after each, what clients were told with what may be told. */
export class Driver implements Situation {
  readonly world: World;
  readonly history = new History();
  /** Those whose connection is open. */
  players: Player[] = [];

  constructor(world: World) {
    this.world = world;
  }

  async play(actions: readonly Action[]): Promise<void> {
    const remembered = this.world.countEntries();
    for (const action of actions) {
      await this.act(action);
      this.readAll();
    }
    await this.settle();
    for (const { client } of this.players) client.close();
    this.players = [];
    await this.settle();
    await expectNothingLeft(this.world, remembered);
  }

  private async act(action: Action): Promise<void> {
    const { clock } = this.world;
    switch (action.kind) {
      case 'connect':
        this.connect(action.node);
        break;
      case 'publish':
        this.publish(action.channel, action.node, this.player(action.except)?.client.socketId);
        break;
      case 'publish_to_user':
        this.publish(`#server-to-user-${action.user}`, action.node);
        break;
      case 'terminate':
        this.terminate(action.node, action.user);
        break;
      case 'answer':
        for (const pick of action.replies) {
          await this.world.answer(pick);
          this.readAll();
        }
        break;
      case 'pass_time':
        clock.advance(action.milliseconds);
        break;
      case 'end_tick':
        clock.endTick();
        break;
      case 'settle':
        await this.settle();
        break;
      default:
        this.actAsClient(action);
    }
  }

  private actAsClient(action: ClientAction): void {
    const player = this.player(action.client);
    if (player === undefined) return;
    const { client, view } = player;
    switch (action.kind) {
      case 'subscribe':
        view.subscribed(action.channel, action.user);
        client.subscribe(
          action.channel,
          isPresence(action.channel) ? { userId: action.user, userInfo: action.info } : {},
        );
        break;
      case 'unsubscribe':
        client.unsubscribe(action.channel);
        // What was published before it comes first.
        view.read(client.take());
        view.unsubscribed(action.channel);
        break;
      case 'close':
        client.close();
        view.read(client.take());
        this.players = this.players.filter((other) => other !== player);
        break;
      case 'sign_in':
        client.signIn(action.user, { watchlist });
        break;
      case 'client_event':
        this.sendClientEvent(player, action.channel);
        break;
      case 'stall':
      case 'flow':
        client.socket.queuedBytes = action.kind === 'stall' ? longQueue : 0;
        break;
      default:
        action satisfies never;
    }
  }

  private connect(pick: number): void {
    const node = pick % this.world.nodes.length;
    const client = this.node(node).connect();
    this.players.push({ client, view: new ClientView(client.socketId, this.history), node });
  }

  private publish(channel: string, pick: number, except?: string): void {
    const node = pick % this.world.nodes.length;
    const name = this.history.add({ channel, node, except, isClientEvent: false });
    this.node(node).publish(channel, name, except);
  }

  private sendClientEvent({ client, view, node }: Player, channel: string): void {
    const isAllowed = view.stays.has(channel) && /^(private|presence)-(?!encrypted)/.test(channel);
    const publication = { channel, node, except: client.socketId, isClientEvent: true };
    client.clientEvent(channel, isAllowed ? this.history.add(publication) : 'client-refused');
  }

  private terminate(pick: number, user: string): void {
    const { node, app } = this.node(pick % this.world.nodes.length);
    void Promise.resolve(node.closeUser(app.id, user, 'terminated'));
  }

  /** Everything that is on its way arrives, slow clients catch up, lists are compared. */
  private async settle(): Promise<void> {
    for (const { client } of this.players) client.socket.queuedBytes = 0;
    this.world.clock.advance(100);
    await this.finish();
    this.world.compareLists();
    await this.finish();
    await expectAgreement(this);
  }

  private async finish(): Promise<void> {
    do {
      this.world.clock.settle();
      this.readAll();
    } while ((await this.world.answer(0)) || !this.world.clock.isAtRest);
    this.readAll();
  }

  private readAll(): void {
    for (const { client, view } of this.players) view.read(client.take());
    this.players = this.players.filter(({ client }) => client.socket.closed === undefined);
  }

  private player(pick: number | undefined): Player | undefined {
    return pick === undefined ? undefined : this.players[pick % this.players.length];
  }

  private node(index: number): TestNode {
    const node = this.world.nodes[index];
    if (node === undefined) throw new Error(`There is no node ${index}`);
    return node;
  }
}

function isPresence(channel: string): boolean {
  return channel.startsWith('presence-');
}
