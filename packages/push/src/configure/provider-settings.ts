import type { CredentialName } from '../model/credential.js';
import { PROVIDERS, type Provider } from '../model/provider.js';
import type { CredentialOf } from '../vault/credential-resolver.js';

/** What is set of providers, as plain values. What a process reads from its configuration fits by shape. */
export interface ProviderSettings {
  /** Sends to private and local addresses too: for development. */
  readonly allowPrivateTargets: boolean;
  readonly providers: {
    readonly fcm: ProviderChoice<'fcm'> & Endpoint;
    /** `topic`: for credentials that have none. */
    readonly apns: ProviderChoice<'apns'> & Endpoint & { readonly topic?: string };
    readonly webPush: ProviderChoice<'webPush'> & PushServiceHosts;
    readonly hms: ProviderChoice<'hms'> & Endpoint & TokenUri;
    readonly wns: ProviderChoice<'wns'> & TokenUri;
  };
}

export interface ProviderChoice<Kind extends Provider> {
  /** False: never used. Undefined: for the apps that have a credential of their own. */
  readonly isEnabled: boolean | undefined;
  /** For every app that has none of its own. */
  readonly credential?: Unnamed<CredentialOf<Kind>>;
}

/** Hosts of push services in small letters; `.example.com` is that host and all below it. None allowed: all are. */
export interface PushServiceHosts {
  readonly allowedHosts: readonly string[];
  /** Goes before those. */
  readonly deniedHosts: readonly string[];
}

interface Endpoint {
  readonly endpoint: string;
}

interface TokenUri {
  readonly tokenUri: string;
}

type Unnamed<Credential> = Credential extends CredentialName ? Omit<Credential, keyof CredentialName> : never;

/** Those that somebody sends to. */
export function servedProviders({ providers }: ProviderSettings): readonly Provider[] {
  return PROVIDERS.filter((kind) => providers[kind].isEnabled !== false);
}

/** The same hosts as patterns of our own, where `*.example.com` does not mean example.com. */
export function hostPatterns({ allowedHosts, deniedHosts }: PushServiceHosts): {
  readonly allowedHosts?: readonly string[];
  readonly deniedHosts: readonly string[];
} {
  return {
    ...(allowedHosts.length > 0 && { allowedHosts: allowedHosts.flatMap(patternsOf) }),
    deniedHosts: deniedHosts.flatMap(patternsOf),
  };
}

function patternsOf(host: string): readonly string[] {
  return host.startsWith('.') ? [host.slice(1), `*${host}`] : [host];
}
