import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../support/chart.js';

const execute = promisify(execFile);

/** A change of a built file, which has the text exactly once. */
export interface Edit {
  /** From the repository's folder. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** What a package needs to run; `node_modules` of a package are links. */
const parts = new Set(['package.json', 'bin', 'dist', 'node_modules']);

/**
 * Another release: the built programs of this repository in a folder of their own, with changes. Use it with
 * `await using`.
 */
export class ReleaseCopy implements AsyncDisposable {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** @throws Error when a text that is to be changed is not there, or there more than once */
  static async make(edits: readonly Edit[]): Promise<ReleaseCopy> {
    const copy = new ReleaseCopy(await mkdtemp(join(tmpdir(), 'release-')));
    try {
      for (const rooms of ['apps', 'packages']) await copyRooms(rooms, copy.folder);
      await symlink(join(root, 'node_modules'), join(copy.folder, 'node_modules'));
      for (const edit of edits) await applyEdit(copy.folder, edit);
      await execute(process.execPath, [
        join(root, 'scripts/bundling/bundle-apps.mjs'),
        '--root',
        copy.folder,
      ]);
      return copy;
    } catch (error) {
      await copy[Symbol.asyncDispose]();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function copyRooms(rooms: string, folder: string): Promise<void> {
  for (const room of await readdir(join(root, rooms))) {
    await mkdir(join(folder, rooms, room), { recursive: true });
    for (const part of (await readdir(join(root, rooms, room))).filter((name) => parts.has(name))) {
      const place = join(rooms, room, part);
      // Links between packages then lead to the copies.
      await cp(join(root, place), join(folder, place), { recursive: true, verbatimSymlinks: true });
    }
  }
}

async function applyEdit(folder: string, { file, from, to }: Edit): Promise<void> {
  const path = join(folder, file);
  const text = await readFile(path, 'utf8');
  const found = text.split(from).length - 1;
  if (found !== 1)
    throw new Error(`${file} has ${JSON.stringify(from)} ${found} times: change this test too`);
  await writeFile(
    path,
    text.replace(from, () => to),
  );
}
