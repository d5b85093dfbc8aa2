/** An app as its backend knows it. */
export interface AppCredentials {
  readonly id: string;
  readonly key: string;
  readonly secret: string;
}

/** Where a server listens, and the app that clients of it use. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly app: AppCredentials;
}

/** The app of a server that was configured with nothing. */
export const defaultApp: AppCredentials = { id: 'app-id', key: 'app-key', secret: 'app-secret' };
