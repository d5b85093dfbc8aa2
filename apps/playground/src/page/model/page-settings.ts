/** What the page has to know to connect to the server. */
export interface PageSettings {
  /** Key of the app. */
  readonly key: string;
  /** For people: `http://127.0.0.1:6001`. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
}

/** @throws Error when it is something else: page and backend are of different builds */
export function parsePageSettings(value: unknown): PageSettings {
  if (isPageSettings(value)) return value;
  throw new Error('The settings make no sense to this page: restart the playground and reload');
}

function isPageSettings(value: unknown): value is PageSettings {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  return (
    typeof fields.get('key') === 'string' &&
    typeof fields.get('url') === 'string' &&
    typeof fields.get('host') === 'string' &&
    typeof fields.get('port') === 'number' &&
    typeof fields.get('isSecure') === 'boolean'
  );
}

/** The host as this browser reaches it: a loopback address of another machine is that machine. */
export function hostForPage({ host }: PageSettings, pageHost: string): string {
  return isLoopback(host) && !isLoopback(pageHost) ? pageHost : host;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host.startsWith('127.');
}
