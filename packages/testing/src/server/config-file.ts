import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A configuration file in a folder of its own, for as long as a test needs it. */
export class ConfigFile implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async write(config: object): Promise<ConfigFile> {
    const path = join(await mkdtemp(join(tmpdir(), 'shoal-test-')), 'config.json');
    await writeFile(path, JSON.stringify(config));
    return new ConfigFile(path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(dirname(this.path), { recursive: true, force: true });
  }
}
