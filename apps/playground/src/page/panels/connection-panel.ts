import type PusherJs from 'pusher-js';
import type { Backend } from '../backend.js';
import { find } from '../elements.js';
import { describeError } from '../model/describe-error.js';
import type { ProblemList } from './problem-list.js';

export interface ConnectionPanelOptions {
  readonly pusher: PusherJs;
  readonly backend: Backend;
  readonly problems: ProblemList;
  /** Told of every change of state. */
  readonly onState: (state: string) => void;
}

const askAgainMs = 2_000;

/** State, socket id, and the button that connects and disconnects; with advice while there is no connection. */
export class ConnectionPanel {
  readonly #options: ConnectionPanelOptions;
  readonly #state = find('connection-state', HTMLElement);
  readonly #socketId = find('socket-id', HTMLElement);
  readonly #toggle = find('connection-toggle', HTMLButtonElement);
  readonly #advice = find('server-advice', HTMLElement);
  #timer: number | undefined;
  /** Set while there is no server and never was one. */
  #isWaitingForFirst = false;

  constructor(options: ConnectionPanelOptions) {
    this.#options = options;
    const { pusher, problems, onState } = options;
    this.#toggle.addEventListener('click', () => {
      if (this.#isOff) pusher.connect();
      else pusher.disconnect();
    });
    pusher.connection.bind('state_change', ({ current }: { current: string }) => {
      this.#show(current);
      onState(current);
    });
    pusher.connection.bind('error', (error: unknown) => {
      // Without a server there is nothing to say but the advice, which is given anyway.
      if (pusher.connection.state === 'connected' || hasCode(error)) problems.show('The server says', error);
    });
    this.#show(pusher.connection.state);
  }

  /** Disconnected, by the button or by a server that said not to come back. */
  get #isOff(): boolean {
    const { state } = this.#options.pusher.connection;
    return state === 'disconnected' || state === 'failed' || state === 'initialized';
  }

  #show(state: string): void {
    const { connection } = this.#options.pusher;
    this.#state.textContent = state;
    this.#state.dataset.state = state;
    this.#socketId.textContent = state === 'connected' ? connection.socket_id : '–';
    this.#toggle.textContent = this.#isOff ? 'Connect' : 'Disconnect';
    window.clearTimeout(this.#timer);
    this.#advice.hidden = true;
    if (state !== 'connected' && !this.#isOff) void this.#advise();
  }

  /** Asks the backend whether there is a server, again and again until the state changes. */
  async #advise(): Promise<void> {
    const { pusher, backend } = this.#options;
    const state = pusher.connection.state;
    const { isUsable, message } = await backend
      .server()
      .catch((error: unknown) => ({ isUsable: false, message: describeError(error) }));
    if (pusher.connection.state !== state) return;
    if (isUsable && this.#isWaitingForFirst) {
      // Whoever has just started a server shall not wait for the library's next attempt.
      pusher.disconnect();
      pusher.connect();
      return;
    }
    this.#isWaitingForFirst = !isUsable && !this.#wasConnected;
    this.#advice.hidden = isUsable;
    const advice = `${message} (trying again)`;
    // The same text once more would be read out once more.
    if (this.#advice.textContent !== advice) this.#advice.textContent = advice;
    this.#timer = window.setTimeout(() => void this.#advise(), askAgainMs);
  }

  get #wasConnected(): boolean {
    return Boolean(this.#options.pusher.connection.socket_id);
  }
}

/** The server closed the connection, or refused something, and said why. */
function hasCode(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'data' in error;
}
