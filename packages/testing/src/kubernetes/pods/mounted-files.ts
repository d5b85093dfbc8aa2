import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The mounts of a pod below a scratch folder: a test has no file system of its own for each process. */
export class MountedFiles implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'pod-'));
  readonly #paths: readonly string[];

  constructor(files: ReadonlyMap<string, string>) {
    this.#paths = [...files.keys()];
    for (const [path, content] of files) {
      const placed = join(this.#folder, path);
      mkdirSync(dirname(placed), { recursive: true });
      writeFileSync(placed, content);
    }
  }

  /** The text, with the path of a mounted file replaced by where it is. */
  locate(text: string): string {
    return this.#paths.includes(text) ? join(this.#folder, text) : text;
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
