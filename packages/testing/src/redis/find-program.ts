import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Where a program of the machine is.
 *
 * @param debianPackage what brings it
 * @throws Error that says how to install it
 */
export function findProgram(
  program: string,
  debianPackage: string,
  searchPath = process.env.PATH ?? '',
): string {
  const found = searchPath
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((file) => existsSync(file));
  if (found !== undefined) return found;
  throw new Error(
    `There is no ${program} on the PATH. Install it (Debian: sudo apt-get install --yes ${debianPackage})`,
  );
}
