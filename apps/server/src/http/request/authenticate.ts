import { type App, type AppProvider, andThen, type MaybePromise } from '@shoal/core';
import {
  type Credential,
  type ErrorKey,
  equalConstantTime,
  md5,
  PusherError,
  parseParameters,
  signablePaths,
  timestampTolerance,
  verifyRequest,
} from '@shoal/protocol';

/** Why a request was not let in, and what it is answered with. */
const failures = {
  missing_parameter: 'bad_request',
  unknown_app: 'not_found',
  app_disabled: 'app_disabled',
  unknown_key: 'unauthorized',
  bad_version: 'unauthorized',
  bad_timestamp: 'unauthorized',
  expired_timestamp: 'unauthorized',
  bad_body_md5: 'unauthorized',
  bad_signature: 'unauthorized',
} as const satisfies Record<string, ErrorKey>;

export type AuthenticationFailure = keyof typeof failures;

/** A refusal with the word that metrics and logs count it by. */
export class AuthenticationError extends PusherError {
  readonly reason: AuthenticationFailure;
  /** Absent when the path named no app that we know. */
  readonly appId: string | undefined;

  constructor(reason: AuthenticationFailure, message: string, appId?: string) {
    super(failures[reason], message);
    this.reason = reason;
    this.appId = appId;
  }
}

export interface RequestLine {
  readonly method: string;
  /** As received, undecoded. */
  readonly path: string;
  readonly query: string;
}

/** Who says that he sends the request; nothing of it is proven yet. */
export interface Claim {
  readonly app: App;
  /** Undefined: a device asks, without a signature. Its token is for the route to judge. */
  readonly credential: Credential | undefined;
  readonly parameters: ReadonlyMap<string, string>;
}

export interface AuthenticatorOptions {
  readonly apps: AppProvider;
  /** Without a slash at the end, empty for none. */
  readonly pathPrefix: string;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
}

/**
 * The signature of REST requests (Pusher Channels, "HTTP API authentication"), in two steps: what can be told
 * from the request line alone comes before the body is read, the rest before it is parsed.
 */
export class Authenticator {
  private readonly options: AuthenticatorOptions;

  constructor(options: AuthenticatorOptions) {
    this.options = options;
  }

  /** @throws AuthenticationError; PusherError `backend` */
  claim(appId: string, { query }: RequestLine): MaybePromise<Claim> {
    return andThen(this.options.apps.findById(appId), (found) => {
      const app = requireApp(found);
      const parameters = parseParameters(query);
      const key = requireParameter(parameters, 'auth_key', app);
      const credential = app.credentials.find((candidate) => candidate.key === key);
      if (credential === undefined)
        throw new AuthenticationError('unknown_key', 'Unknown auth_key for this app', app.id);
      requireParameter(parameters, 'auth_signature', app);
      this.checkVersion(parameters, app);
      this.checkTimestamp(parameters, app);
      requireEnabled(app);
      return { app, credential, parameters };
    });
  }

  /** For a request that nobody has signed. @throws AuthenticationError; PusherError `backend` */
  claimUnsigned(appId: string, { query }: RequestLine): MaybePromise<Claim> {
    return andThen(this.options.apps.findById(appId), (found) => {
      const app = requireApp(found);
      requireEnabled(app);
      return { app, credential: undefined, parameters: parseParameters(query) };
    });
  }

  /** @throws AuthenticationError */
  verify({ app, credential, parameters }: Claim, { method, path, query }: RequestLine, body: Buffer): void {
    if (credential === undefined) return;
    const declared = parameters.get('body_md5');
    if (body.length > 0 && declared === undefined) {
      throw new AuthenticationError('missing_parameter', 'body_md5 is missing', app.id);
    }
    if (declared !== undefined && !equalConstantTime(declared, md5(body))) {
      throw new AuthenticationError('bad_body_md5', 'body_md5 does not match the body', app.id);
    }
    const paths = signablePaths(path, this.options.pathPrefix);
    const signature = parameters.get('auth_signature') ?? '';
    if (!verifyRequest(credential.secret, signature, { method, paths, query, parameters })) {
      throw new AuthenticationError('bad_signature', 'auth_signature is not valid for this request', app.id);
    }
  }

  private checkVersion(parameters: ReadonlyMap<string, string>, app: App): void {
    if ((parameters.get('auth_version') ?? '1.0') === '1.0') return;
    throw new AuthenticationError('bad_version', 'auth_version must be 1.0', app.id);
  }

  private checkTimestamp(parameters: ReadonlyMap<string, string>, app: App): void {
    const text = requireParameter(parameters, 'auth_timestamp', app);
    if (!/^\d{1,12}$/.test(text)) {
      throw new AuthenticationError('bad_timestamp', 'auth_timestamp must be Unix seconds', app.id);
    }
    if (Math.abs(this.options.wall() / 1000 - Number(text)) > timestampTolerance) {
      const message = `auth_timestamp is not within ${timestampTolerance} s of the server's clock`;
      throw new AuthenticationError('expired_timestamp', message, app.id);
    }
  }
}

function requireApp(app: App | undefined): App {
  if (app === undefined) throw new AuthenticationError('unknown_app', 'There is no such app');
  return app;
}

function requireEnabled({ id, enabled }: App): void {
  if (!enabled) throw new AuthenticationError('app_disabled', 'Application disabled', id);
}

function requireParameter(parameters: ReadonlyMap<string, string>, name: string, app: App): string {
  const value = parameters.get(name);
  if (value !== undefined && value !== '') return value;
  throw new AuthenticationError('missing_parameter', `${name} is missing`, app.id);
}
