import type { Channel, Members, PresenceChannel } from 'pusher-js';
import { create } from '../elements.js';
import { kindOf } from '../model/channel-kind.js';
import type { EventContent } from '../model/round-trips.js';
import type { ProblemList } from './problem-list.js';

export interface SubscriptionCardOptions {
  readonly channel: Channel;
  readonly problems: ProblemList;
  readonly onEvent: (event: EventContent) => void;
  readonly onUnsubscribe: () => void;
}

const mostMembers = 100;

/** One subscription: its state, its members if it has any, and how to end it. */
export class SubscriptionCard {
  readonly element = create('li', { className: 'card' });
  readonly #channel: Channel;
  readonly #state = create('span', { className: 'state' });
  readonly #members = create('ul', { className: 'members' });

  constructor({ channel, problems, onEvent, onUnsubscribe }: SubscriptionCardOptions) {
    this.#channel = channel;
    this.#build(onUnsubscribe);
    channel.bind_global((event: string, data: unknown) => {
      onEvent({ channel: channel.name, event, data });
      if (!event.startsWith('pusher:')) return;
      this.showState();
      this.#showMembers();
    });
    channel.bind('pusher:subscription_error', (error: unknown) => {
      // pusher-js waits for ever after a refusal by the server, and could not even unsubscribe.
      channel.disconnect();
      this.#setState('refused');
      problems.show(`The subscription of ${channel.name} was refused`, error);
    });
    this.showState();
  }

  /** Shows whether there is a subscription now; to be called when the connection changes. */
  showState(): void {
    // Of a connection that has just ended, the channel learns after everybody else.
    const isConnected = this.#channel.pusher.connection.state === 'connected';
    if (!isConnected) this.#members.replaceChildren();
    this.#setState(isConnected && this.#channel.subscribed ? 'subscribed' : 'waiting');
  }

  #setState(state: 'subscribed' | 'waiting' | 'refused'): void {
    this.#state.textContent = state;
    this.#state.dataset.state = state;
  }

  #build(onUnsubscribe: () => void): void {
    const { name } = this.#channel;
    const head = create('div', { className: 'row' });
    const about = create('div', { className: 'row' });
    about.append(create('span', { text: kindOf(name), className: 'muted' }), this.#state);
    const leave = create('button', { text: 'Unsubscribe', className: 'quiet' });
    leave.type = 'button';
    leave.setAttribute('aria-label', `Unsubscribe from ${name}`);
    leave.addEventListener('click', onUnsubscribe);
    head.append(create('code', { text: name, className: 'grow' }), leave);
    this.element.append(head, about);
    if (!isPresence(this.#channel)) return;
    this.#members.setAttribute('aria-label', `Members of ${name}`);
    this.element.append(this.#members);
  }

  #showMembers(): void {
    if (!isPresence(this.#channel)) return;
    const { members } = this.#channel;
    const items = listMembers(members).map(({ id, name }) => {
      const item = create('li');
      item.append(create('span', { text: name }), create('code', { text: id }));
      if (id === members.myID) item.append(create('span', { text: 'you', className: 'badge' }));
      return item;
    });
    const more = members.count - items.length;
    if (more > 0) items.push(create('li', { text: `and ${more} more`, className: 'muted' }));
    this.#members.replaceChildren(...items);
  }
}

interface MemberLine {
  readonly id: string;
  readonly name: string;
}

function listMembers(members: Members): MemberLine[] {
  const lines: MemberLine[] = [];
  members.each(({ id, info }: { id: string; info?: { name?: unknown } | null }) => {
    if (lines.length < mostMembers) lines.push({ id, name: String(info?.name ?? id) });
  });
  return lines;
}

function isPresence(channel: Channel): channel is PresenceChannel {
  return 'members' in channel;
}
