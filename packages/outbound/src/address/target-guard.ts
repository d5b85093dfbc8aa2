import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { refuseAddress } from './refuse-address.js';
import { RefusedTargetError } from './refused-target-error.js';
import { type Resolve, SharedLookups } from './shared-lookups.js';

export interface TargetGuardOptions {
  /** Refuses nothing. For development, and for endpoints inside one's own network. */
  readonly allowPrivateTargets: boolean;
  /** The system's by default. */
  readonly resolve?: Resolve;
  /** {@link refuseAddress} by default. */
  readonly refuse?: (address: string) => string | undefined;
}

/**
 * Keeps requests that customers configure away from our own network (server-side request forgery).
 *
 * It judges addresses, never names, and where the socket takes them from: there is no second resolution in which a
 * name could have moved (DNS rebinding). A connection that is open stays judged.
 */
export class TargetGuard {
  private readonly lookups: SharedLookups;
  private readonly refuse: (address: string) => string | undefined;

  constructor({ allowPrivateTargets, resolve = lookup, refuse = refuseAddress }: TargetGuardOptions) {
    this.lookups = new SharedLookups(resolve);
    this.refuse = allowPrivateTargets ? () => undefined : refuse;
  }

  /** For `net.connect`: answers the addresses of a name that are allowed, or fails with RefusedTargetError. */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    this.lookups.lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, []);
      const allowed = addresses.filter(({ address }) => this.refuse(address) === undefined);
      const [first] = allowed;
      if (first === undefined) return callback(this.refusal(addresses), []);
      if (options.all === true) return callback(null, allowed);
      callback(null, first.address, first.family);
    });
  };

  /**
   * For the host that needs no {@link lookup}, because it is an address itself.
   *
   * @throws RefusedTargetError
   */
  ensureAllowedLiteral({ hostname }: URL): void {
    const address = hostname.replace(/^\[|\]$/g, '');
    if (isIP(address) !== 0 && this.refuse(address) !== undefined) {
      throw this.refusal([{ address }]);
    }
  }

  private refusal([first]: readonly { readonly address: string }[]): RefusedTargetError {
    const range = first === undefined ? 'no address' : this.refuse(first.address);
    return new RefusedTargetError(`The endpoint's address is not public (${range}).`);
  }
}
