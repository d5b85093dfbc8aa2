import { type ConnectOptions, RawClient } from '../../../clients/raw-client.js';
import type { ServerAddress } from '../../../server/server-address.js';
import type { Ledger } from '../ledger.js';

/** A server as the load knows it: its name in the ledger, and where it is, with the app that speaks to it. */
export interface LoadedServer {
  readonly name: string;
  readonly address: ServerAddress;
}

/** A client on one server whose every byte is in the ledger. */
export class Seat {
  readonly server: LoadedServer;
  readonly client: RawClient;
  /** Id of its member in presence channels, and as a signed-in user. Nobody else has it. */
  readonly userId: string;
  readonly channels = new Set<string>();
  isSignedIn = false;

  private constructor(server: LoadedServer, client: RawClient, userId: string) {
    this.server = server;
    this.client = client;
    this.userId = userId;
  }

  static async take(server: LoadedServer, userId: string, ledger: Ledger): Promise<Seat> {
    const { name, address } = server;
    const labels = { app_id: address.app.id };
    const onMessage: ConnectOptions['onMessage'] = (direction, text) => {
      const bytes = Buffer.byteLength(text);
      if (direction === 'received') {
        const amount = bytes + headerBytes(bytes);
        ledger.came({ process: name, name: 'socket_transmitted_bytes_total', labels, amount });
      } else {
        const amount = bytes + headerBytes(bytes) + maskBytes;
        ledger.went({ process: name, name: 'socket_received_bytes_total', labels, amount });
      }
    };
    const client = await RawClient.connect({ server: address, onMessage });
    return new Seat(server, client, userId);
  }
}

/** RFC 6455 section 5.2; only clients mask. */
const maskBytes = 4;

function headerBytes(payload: number): number {
  if (payload < 126) return 2;
  return payload < 65_536 ? 4 : 10;
}
