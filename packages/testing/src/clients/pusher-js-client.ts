import type PusherServer from 'pusher';
import pusherJs, {
  type Channel,
  type ChannelAuthorizationHandler,
  type Options,
  type UserAuthenticationHandler,
} from 'pusher-js';
import { once, within } from '../eventually.js';
import type { ServerAddress } from '../server/server-address.js';
import { createPusherServer } from './pusher-server.js';

type PusherConstructor = typeof pusherJs.default;
export type PusherJs = InstanceType<PusherConstructor>;

export interface PusherJsOptions {
  /** Who this client is on presence channels; without it, the signed-in user. */
  readonly member?: PusherServer.PresenceChannelData;
  /** Who this client signs in as. */
  readonly user?: PusherServer.UserChannelData;
  /** Options of pusher-js itself; they win. */
  readonly options?: Partial<ClientOptions>;
}

/** `auth` is the old way to configure what `channelAuthorization` does here. */
type ClientOptions = Omit<Options, 'auth'>;

const defaultWithinMs = 5_000;

/**
 * A pong is written at once, but who left a channel is worked out at the end of the turn of the server's loop, its
 * members and counts are told at the end of the next, and sent at the end of the one after.
 */
const turnsOfConsequences = 3;

/** pusher-js with its own moments as promises. Use it with `using`: it disconnects at the end of the scope. */
export class PusherJsClient implements Disposable {
  readonly pusher: PusherJs;

  constructor(pusher: PusherJs) {
    this.pusher = pusher;
  }

  /** The socket id, as soon as there is a connection. @throws Error with the state it is in instead */
  async connected(options: { withinMs?: number } = {}): Promise<string> {
    const { connection } = this.pusher;
    let lastError: unknown;
    const remember = (error: unknown) => {
      lastError = error;
    };
    connection.bind('error', remember);
    try {
      if (connection.state !== 'connected') await once(connection, 'connected', options);
    } catch (cause) {
      const last = JSON.stringify(lastError) ?? 'none';
      throw new Error(`pusher-js is ${connection.state}, not connected. Last error: ${last}`, { cause });
    } finally {
      connection.unbind('error', remember);
    }
    return connection.socket_id;
  }

  /** Subscribes and waits for the answer. @throws Error with the server's answer when it refuses */
  async subscribe(name: string): Promise<Channel> {
    const channel = this.pusher.subscribe(name);
    if (channel.subscribed) return channel;
    const answer = new Promise<Channel>((resolve, reject) => {
      channel.bind('pusher:subscription_succeeded', () => resolve(channel));
      channel.bind('pusher:subscription_error', (error: unknown) =>
        reject(new Error(`The subscription of ${name} failed: ${JSON.stringify(error)}`)),
      );
    });
    return await within(defaultWithinMs, answer, `an answer to the subscription of ${name}`);
  }

  /** Signs in as the user that the client was made with. @throws Error when that does not succeed */
  async signin(): Promise<void> {
    const { user } = this.pusher;
    this.pusher.signin();
    await within(defaultWithinMs, Promise.resolve(user.signinDonePromise), 'an answer to the sign-in');
    if (user.user_data === null) throw new Error('The sign-in failed');
  }

  /**
   * Waits until the server has read everything that this client sent, what follows from it is on its way, and
   * everything that was written to this client before has arrived. What was not heard then was not sent: this is how
   * a test proves that something does not happen.
   */
  async barrier(): Promise<void> {
    for (let turn = 0; turn < turnsOfConsequences; turn += 1) await this.#ping();
  }

  async #ping(): Promise<void> {
    const { connection } = this.pusher;
    let listener: (message: { event: string }) => void = () => {};
    const answered = new Promise<void>((resolve) => {
      listener = ({ event }) => {
        if (event === 'pusher:pong') resolve();
      };
    });
    connection.bind('message', listener);
    connection.send_event('pusher:ping', {});
    await within(defaultWithinMs, answered, 'a pong').finally(() => connection.unbind('message', listener));
  }

  [Symbol.dispose](): void {
    this.pusher.disconnect();
  }
}

/** The real pusher-js against this server; its backend authorizes everything. */
export function createPusherJs(server: ServerAddress, options: PusherJsOptions = {}): PusherJsClient {
  const Pusher = constructorOf(pusherJs);
  return new PusherJsClient(new Pusher(server.app.key, pusherJsOptions(server, options)));
}

/** What a page would configure: where the server is, and a backend that signs with the app's secret. */
export function pusherJsOptions(
  server: ServerAddress,
  { member, user, options }: PusherJsOptions,
): ClientOptions {
  const backend = createPusherServer(server);
  const authorize: ChannelAuthorizationHandler = ({ socketId, channelName }, callback) => {
    const data = channelName.startsWith('presence-') ? member : undefined;
    callback(null, backend.authorizeChannel(socketId, channelName, data));
  };
  const authenticate: UserAuthenticationHandler = ({ socketId }, callback) => {
    if (user === undefined) callback(new Error('This client was made without a user'), null);
    else callback(null, backend.authenticateUser(socketId, user));
  };
  return {
    cluster: '',
    wsHost: server.host,
    wsPort: server.port,
    forceTLS: false,
    enabledTransports: ['ws'],
    disableStats: true,
    channelAuthorization: { customHandler: authorize },
    userAuthentication: { customHandler: authenticate },
    ...options,
  };
}

/** pusher-js declares `export default` but is the class itself when Node loads it. */
export function constructorOf(module: unknown): PusherConstructor {
  if (isConstructor(module)) return module;
  throw new Error('pusher-js is not a class any more: look at how its Node build exports it');
}

function isConstructor(module: unknown): module is PusherConstructor {
  return typeof module === 'function';
}
