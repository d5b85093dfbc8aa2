import type PusherServer from 'pusher';
import pusherJs, { type ChannelAuthorizationHandler } from 'pusher-js';
import { type Settings, serverPort } from '../settings.js';

type PusherConstructor = typeof pusherJs.default;
export type PusherJs = InstanceType<PusherConstructor>;
export type Member = PusherServer.PresenceChannelData;

export interface CreateClientOptions {
  readonly settings: Settings;
  /** Signs what the client asks to subscribe to. */
  readonly backend: PusherServer;
  /** Who the client is on presence channels. */
  readonly member?: Member | undefined;
}

/** pusher-js in this process; it connects at once. */
export function createClient({ settings, backend, member }: CreateClientOptions): PusherJs {
  const { app, serverUrl } = settings;
  const customHandler: ChannelAuthorizationHandler = ({ socketId, channelName }, callback) => {
    const data = channelName.startsWith('presence-') ? member : undefined;
    callback(null, backend.authorizeChannel(socketId, channelName, data));
  };
  const port = serverPort(settings);
  const Pusher = constructorOf(pusherJs);
  return new Pusher(app.key, {
    cluster: '',
    wsHost: serverUrl.hostname,
    wsPort: port,
    wssPort: port,
    forceTLS: serverUrl.protocol === 'https:',
    enabledTransports: ['ws', 'wss'],
    channelAuthorization: { customHandler },
  });
}

/** pusher-js declares `export default` but is the class itself when Node loads it. */
function constructorOf(module: unknown): PusherConstructor {
  if (isConstructor(module)) return module;
  throw new Error('pusher-js is not a class any more: look at how its Node build exports it');
}

function isConstructor(module: unknown): module is PusherConstructor {
  return typeof module === 'function';
}
