import type PusherJs from 'pusher-js';
import { create, find, onSubmit } from '../elements.js';
import { channelKinds, channelName } from '../model/channel-kind.js';
import type { EventContent } from '../model/round-trips.js';
import type { ProblemList } from './problem-list.js';
import { SubscriptionCard } from './subscription-card.js';

export interface ChannelsPanelOptions {
  readonly pusher: PusherJs;
  readonly problems: ProblemList;
  readonly onEvent: (event: EventContent) => void;
  /** Told of the channels the page listens to, and of the one that was added, if one was. */
  readonly onChange: (names: readonly string[], added?: string) => void;
}

/** Subscribes to channels of every kind, and lists them. */
export class ChannelsPanel {
  readonly #options: ChannelsPanelOptions;
  readonly #prefix = find('channel-kind', HTMLSelectElement);
  readonly #name = find('channel-name', HTMLInputElement);
  readonly #preview = find('channel-preview', HTMLElement);
  readonly #list = find('subscriptions', HTMLUListElement);
  readonly #none = find('no-subscriptions', HTMLElement);
  readonly #cards = new Map<string, SubscriptionCard>();

  constructor(options: ChannelsPanelOptions) {
    this.#options = options;
    for (const { label, prefix } of channelKinds) this.#prefix.append(new Option(label, prefix));
    this.#prefix.addEventListener('change', () => this.#showName());
    this.#name.addEventListener('input', () => this.#showName());
    this.#showName();
    onSubmit(find('subscribe-form', HTMLFormElement), () => this.#subscribe(this.#fullName));
    options.pusher.connection.bind('state_change', () => {
      for (const card of this.#cards.values()) card.showState();
    });
  }

  get #fullName(): string {
    return channelName(this.#prefix.value, this.#name.value.trim());
  }

  #showName(): void {
    this.#preview.textContent = this.#fullName;
  }

  #subscribe(name: string): void {
    const { pusher, problems, onEvent } = this.#options;
    if (this.#cards.has(name)) return;
    try {
      const channel = pusher.subscribe(name);
      const onUnsubscribe = () => this.#unsubscribe(name);
      const card = new SubscriptionCard({ channel, problems, onEvent, onUnsubscribe });
      this.#cards.set(name, card);
      this.#list.append(card.element);
      this.#changed(name);
    } catch (error) {
      problems.show(`Cannot subscribe to ${name}`, error);
    }
  }

  #unsubscribe(name: string): void {
    this.#options.pusher.channel(name)?.unbind_all().unbind_global();
    this.#options.pusher.unsubscribe(name);
    this.#cards.get(name)?.element.remove();
    this.#cards.delete(name);
    this.#changed();
    this.#name.focus();
  }

  #changed(added?: string): void {
    this.#none.hidden = this.#cards.size > 0;
    const names = [...this.#cards.keys()];
    find('channel-names', HTMLDataListElement).replaceChildren(
      ...names.map((name) => {
        const option = create('option');
        option.value = name;
        return option;
      }),
    );
    this.#options.onChange(names, added);
  }
}
