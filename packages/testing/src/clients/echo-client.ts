import Echo from 'laravel-echo';
import pusherJs from 'pusher-js';
import type { ServerAddress } from '../server/server-address.js';
import { PusherJsClient, type PusherJsOptions, pusherJsOptions } from './pusher-js-client.js';

/** The broadcasters of Laravel Echo that speak the Pusher protocol. */
export type EchoBroadcaster = 'pusher' | 'reverb';

/** Laravel Echo, and the pusher-js that it made for itself. Use it with `using`. */
export class EchoClient extends PusherJsClient {
  readonly echo: Echo<'pusher'> | Echo<'reverb'>;

  constructor(echo: Echo<'pusher'> | Echo<'reverb'>) {
    super(echo.connector.pusher);
    this.echo = echo;
  }

  override [Symbol.dispose](): void {
    this.echo.disconnect();
  }
}

/** The real Laravel Echo against this server, configured as its documentation says. */
export function createEcho(
  server: ServerAddress,
  broadcaster: EchoBroadcaster,
  options: PusherJsOptions = {},
): EchoClient {
  // Echo hands all of it to pusher-js, but its types know only endpoints as handlers.
  const handedOn: Record<string, unknown> = { ...pusherJsOptions(server, options) };
  const configuration = { ...handedOn, key: server.app.key, Pusher: pusherJs };
  return new EchoClient(
    broadcaster === 'reverb'
      ? new Echo({ ...configuration, broadcaster: 'reverb' })
      : new Echo({ ...configuration, broadcaster: 'pusher' }),
  );
}
