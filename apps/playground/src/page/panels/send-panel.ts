import type PusherJs from 'pusher-js';
import type { Backend } from '../backend.js';
import { find, onSubmit } from '../elements.js';
import { clientEventName } from '../model/channel-kind.js';
import { parseData } from '../model/event-data.js';
import type { EventContent } from '../model/round-trips.js';
import type { ProblemList } from './problem-list.js';

export interface SendPanelOptions {
  readonly pusher: PusherJs;
  readonly backend: Backend;
  readonly problems: ProblemList;
  /** Told before an event is published that is to come back to this page. */
  readonly onPublish: (content: EventContent) => void;
}

/** Publishes events: from the backend, or as a client event over this page's own connection. */
export class SendPanel {
  readonly #options: SendPanelOptions;
  readonly #channel = find('send-channel', HTMLInputElement);
  readonly #event = find('send-event', HTMLInputElement);
  readonly #data = find('send-data', HTMLTextAreaElement);
  readonly #except = find('send-except', HTMLInputElement);
  readonly #status = find('send-status', HTMLElement);

  constructor(options: SendPanelOptions) {
    this.#options = options;
    const form = find('send-form', HTMLFormElement);
    onSubmit(form, () => void this.#publish(this.#content));
    find('send-client-event', HTMLButtonElement).addEventListener('click', () => {
      if (form.reportValidity()) this.#sendClientEvent(this.#content);
    });
  }

  /** Proposes the channel that was just subscribed, unless another of the page's own is chosen. */
  propose(names: readonly string[], added: string): void {
    const chosen = this.#channel.value;
    if (chosen === added || !names.includes(chosen)) this.#channel.value = added;
  }

  get #content(): EventContent {
    return {
      channel: this.#channel.value.trim(),
      event: this.#event.value.trim(),
      data: parseData(this.#data.value),
    };
  }

  async #publish(content: EventContent): Promise<void> {
    const { pusher, backend, problems, onPublish } = this.#options;
    const except = this.#except.checked ? pusher.connection.socket_id : undefined;
    const comesBack = except === undefined && pusher.channel(content.channel)?.subscribed === true;
    this.#status.textContent = 'Publishing…';
    try {
      if (comesBack) onPublish(content);
      await backend.publish(content, except);
      this.#status.textContent = `Published ${content.event} on ${content.channel}`;
    } catch (error) {
      this.#status.textContent = 'Not published';
      problems.show(`Cannot publish on ${content.channel}`, error);
    }
  }

  #sendClientEvent({ channel, event, data }: EventContent): void {
    const { pusher, problems } = this.#options;
    const name = clientEventName(event);
    try {
      const subscription = pusher.channel(channel);
      if (!subscription?.subscribed) throw new Error('this page has to be subscribed to the channel');
      if (!subscription.trigger(name, data)) throw new Error('there is no connection');
      this.#status.textContent = `Sent ${name} to the other subscribers of ${channel}`;
    } catch (error) {
      this.#status.textContent = 'Not sent';
      problems.show(`Cannot send ${name}`, error);
    }
  }
}
