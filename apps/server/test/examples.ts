import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SpawnedProcess } from '@shoal/testing';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The examples as a reader would save them, beside the libraries that the reader would have installed. */
export class Examples implements AsyncDisposable {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async create(): Promise<Examples> {
    const folder = await mkdtemp(join(tmpdir(), 'shoal-readme-'));
    await symlink(join(root, 'packages/testing/node_modules'), join(folder, 'node_modules'));
    return new Examples(folder);
  }

  async run(name: string, code: string): Promise<SpawnedProcess> {
    const file = join(this.#folder, `${name}.mjs`);
    await writeFile(file, code);
    return new SpawnedProcess([file]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true });
  }
}
