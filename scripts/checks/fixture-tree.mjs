import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * Runs a check as its user would, on a small repository made in a temporary folder. For tests of the checks.
 *
 * @param {string} script the check, as a path from the repository's root
 * @param {Record<string, string | object>} files paths and contents; what is not text becomes JSON
 * @returns {{ code: number, refused: string[] }} the exit code, and the printed lines without the sum
 */
export function checkTree(script, files) {
  const root = mkdtempSync(join(tmpdir(), 'shoal-check-'));
  try {
    for (const [path, content] of Object.entries(files)) write(join(root, path), content);
    const result = spawnSync(process.execPath, [script, '--root', root], { encoding: 'utf8' });
    if (result.stderr !== '') throw new Error(result.stderr);
    return { code: result.status, refused: result.stdout.trim().split('\n').slice(0, -1) };
  } finally {
    rmSync(root, { recursive: true });
  }
}

function write(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
}
