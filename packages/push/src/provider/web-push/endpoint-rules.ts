import { parseTargetUrl, RefusedTargetError } from '@shoal/outbound';

export interface EndpointRulesOptions {
  /** Host names; `*.example.com` means all below example.com. Absent or empty: every host. */
  readonly allowedHosts?: readonly string[];
  /** In the same form. Denied beats allowed. */
  readonly deniedHosts?: readonly string[];
}

/** Which push services a browser may name. Their addresses are judged elsewhere, at the socket. */
export class EndpointRules {
  readonly #allowed: readonly string[];
  readonly #denied: readonly string[];

  constructor({ allowedHosts = [], deniedHosts = [] }: EndpointRulesOptions = {}) {
    this.#allowed = allowedHosts.map((host) => host.toLowerCase());
    this.#denied = deniedHosts.map((host) => host.toLowerCase());
  }

  /** @throws RefusedTargetError when the endpoint is no https URL, or its host is not to be called */
  parse(endpoint: string): URL {
    const url = parseTargetUrl(endpoint);
    if (url.protocol !== 'https:') throw new RefusedTargetError('A push endpoint must begin with https://.');
    // A name with its dot at the end is the same name.
    const host = url.hostname.replace(/\.$/, '');
    const isAllowed = this.#allowed.length === 0 || this.#allowed.some((pattern) => matches(host, pattern));
    if (!isAllowed || this.#denied.some((pattern) => matches(host, pattern))) {
      throw new RefusedTargetError('Push endpoints of this host are not allowed.');
    }
    return url;
  }
}

function matches(host: string, pattern: string): boolean {
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
}
