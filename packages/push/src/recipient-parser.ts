import { parseTargetUrl, RefusedTargetError, type TargetGuard } from '@shoal/outbound';
import { z } from 'zod';
import { badRequest, parseBody } from './bad-request.js';
import { camelKeys } from './camel-keys.js';
import type { Recipient } from './model/recipient.js';

export interface RecipientParserOptions {
  readonly guard: Pick<TargetGuard, 'ensureAllowedLiteral'>;
  /** Also plain HTTP, and any host for WNS: for development. */
  readonly allowPrivateTargets: boolean;
  /** Hosts of push services, also with `*.` in front. Default: all. */
  readonly allowedHosts?: readonly string[];
  /** Goes before those. */
  readonly deniedHosts?: readonly string[];
}

const token = z.string().regex(/^[\x21-\x7e]{1,4096}$/, 'must be a token of 1 to 4096 printable characters');
const url = z.string().max(2_048);

const schemas = {
  gcm: z.object({ registrationToken: token }),
  apns: z.object({
    deviceToken: z.string().regex(/^[0-9A-Fa-f]{1,200}$/, 'must be a device token: hexadecimal'),
  }),
  web: z.object({
    endpoint: url,
    p256dh: z.string().refine((text) => isPoint(text), 'must be a point of P-256: 65 bytes in base64url'),
    auth: z.string().refine((text) => decode(text)?.length === 16, 'must be 16 bytes in base64url'),
  }),
  hms: z.object({ registrationToken: token }),
  wns: z.object({ channelUri: url }),
};

const kindSchema = z.object({ transportType: z.string() });

/** Whoever holds a WNS channel gets the app's access token: it must be Microsoft. */
const WNS_HOST = '*.notify.windows.com';

/** Reads recipients from outside. Addresses behind a name are judged when they are called. */
export class RecipientParser {
  readonly #options: RecipientParserOptions;

  constructor(options: RecipientParserOptions) {
    this.#options = options;
  }

  /** @param what names the recipient, for the message @throws PusherError `bad_request` */
  parse(value: unknown, what: string): Recipient {
    const body = camelKeys(value);
    const { transportType } = parseBody(kindSchema, body, what);
    switch (transportType) {
      case 'gcm':
      case 'hms':
        return { transportType, ...parseBody(schemas[transportType], body, what) };
      case 'apns':
        return { transportType, ...parseBody(schemas.apns, body, what) };
      case 'web':
        return this.#web(parseBody(schemas.web, body, what), what);
      case 'wns':
        return this.#wns(parseBody(schemas.wns, body, what), what);
      default:
        throw badRequest(`${what}: transportType must be gcm, apns, web, hms or wns, not ${transportType}`);
    }
  }

  #web({ endpoint, p256dh, auth }: z.output<typeof schemas.web>, what: string): Recipient {
    const { allowedHosts, deniedHosts = [] } = this.#options;
    const { hostname } = this.#parseUrl(endpoint, `${what}.endpoint`);
    const isAllowed = allowedHosts === undefined || isOneOf(hostname, allowedHosts);
    if (!isAllowed || isOneOf(hostname, deniedHosts)) {
      throw badRequest(`${what}.endpoint: push services of this host are not allowed here`);
    }
    return { transportType: 'web', endpoint, p256dh, auth };
  }

  #wns({ channelUri }: z.output<typeof schemas.wns>, what: string): Recipient {
    const { hostname } = this.#parseUrl(channelUri, `${what}.channelUri`);
    if (!this.#options.allowPrivateTargets && !isOneOf(hostname, [WNS_HOST])) {
      throw badRequest(`${what}.channelUri: the host must be ${WNS_HOST}`);
    }
    return { transportType: 'wns', channelUri };
  }

  #parseUrl(text: string, what: string): URL {
    try {
      const parsed = parseTargetUrl(text);
      if (parsed.protocol !== 'https:' && !this.#options.allowPrivateTargets) {
        throw badRequest(`${what}: must begin with https://`);
      }
      this.#options.guard.ensureAllowedLiteral(parsed);
      return parsed;
    } catch (error) {
      if (error instanceof RefusedTargetError) throw badRequest(`${what}: ${error.message}`);
      throw error;
    }
  }
}

function isOneOf(hostname: string, hosts: readonly string[]): boolean {
  return hosts.some((host) => (host.startsWith('*.') ? hostname.endsWith(host.slice(1)) : hostname === host));
}

function isPoint(text: string): boolean {
  const bytes = decode(text);
  return bytes?.length === 65 && bytes[0] === 4;
}

/** Browsers write base64url, some libraries base64. */
function decode(text: string): Buffer | undefined {
  return /^[A-Za-z0-9_+/-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}
