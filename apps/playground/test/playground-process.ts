import { fileURLToPath } from 'node:url';
import { eventually, GiveUpError, type ServerAddress, SpawnedProcess } from '@shoal/testing';

const builtPlayground = fileURLToPath(new URL('..', import.meta.url));

export interface PlaygroundOptions {
  /** Its command line. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The built playground in a process of its own, on any free port. Use it with `await using`. */
export class PlaygroundProcess extends SpawnedProcess {
  constructor(
    { host, port }: Pick<ServerAddress, 'host' | 'port'>,
    { args = [], env = {} }: PlaygroundOptions = {},
  ) {
    const own = { SHOAL_URL: `http://${host}:${port}`, PLAYGROUND_PORT: '0' };
    super([builtPlayground, ...args], { env: { ...own, ...env } });
  }

  /** Where the page is, as soon as it is served. @throws Error with what the process wrote instead */
  async url(): Promise<string> {
    return await eventually(
      () => {
        if (this.exit !== undefined) throw new GiveUpError(`The playground ended: ${this.output.text}`);
        return /the playground is at (\S+)/.exec(this.output.text)?.[1] ?? false;
      },
      { what: 'the address of the playground' },
    );
  }
}
