import Pusher from 'pusher';
import type { Settings } from './settings.js';

/** Whether the server that is tried can be used, and if not, why and what to do. */
export type ServerState =
  | { readonly isUsable: true; readonly message: string }
  | { readonly isUsable: false; readonly message: string };

/** Any will do: what is asked for is an answer. */
const path = '/channels/playground';

/** Asks the server a signed question: shows that it is there, and that it knows the app. */
export class ServerCheck {
  readonly #backend: Pusher;
  readonly #settings: Settings;

  constructor(backend: Pusher, settings: Settings) {
    this.#backend = backend;
    this.#settings = settings;
  }

  /** Never rejects. */
  async check(): Promise<ServerState> {
    try {
      await this.#backend.get({ path });
      return { isUsable: true, message: `the server at ${this.#origin} answers` };
    } catch (error) {
      return { isUsable: false, message: this.#explain(error) };
    }
  }

  get #origin(): string {
    return this.#settings.serverUrl.origin;
  }

  #explain(error: unknown): string {
    if (!(error instanceof Pusher.RequestError) || error.status === undefined)
      return `no server at ${this.#origin}: run npm start in another terminal`;
    if (error.status === 401 || error.status === 403 || error.status === 404)
      return `the server at ${this.#origin} refuses the app "${this.#settings.app.id}" (${error.status}): check SOCKUDO_DEFAULT_APP_ID, SOCKUDO_DEFAULT_APP_KEY and SOCKUDO_DEFAULT_APP_SECRET`;
    return `the server at ${this.#origin} answers ${error.status}: look at its log`;
  }
}
