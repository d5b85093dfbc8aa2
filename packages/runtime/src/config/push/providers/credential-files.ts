import { resolve } from 'node:path';
import type { ConfigurationProblem } from '../../configuration-error.js';
import { keyOf, type SettingPath } from '../../setting/key-spelling.js';
import { errorCode, type ReadFile } from '../../sources/file.js';
import type { SettingsDraft } from '../../sources/settings-draft.js';

/** The settings that name a file, what the file holds, and the switch that makes it needless. */
const FILES: readonly (readonly [file: SettingPath, content: SettingPath, enabled: SettingPath])[] = [
  [
    ['push', 'fcm', 'serviceAccountJsonPath'],
    ['push', 'fcm', 'serviceAccountJson'],
    ['push', 'fcmEnabled'],
  ],
  [
    ['push', 'apns', 'privateKeyPath'],
    ['push', 'apns', 'privateKey'],
    ['push', 'apnsEnabled'],
  ],
];

/**
 * Reads the credentials that stand in files of their own, unless they were given themselves or their provider is off.
 *
 * @returns what cannot be read
 */
export function readCredentialFiles(
  draft: SettingsDraft,
  { cwd, readFile }: { readonly cwd: string; readonly readFile: ReadFile },
): ConfigurationProblem[] {
  return FILES.flatMap(([file, content, enabled]) => {
    const path = draft.get(file);
    if (typeof path !== 'string' || draft.get(content) !== undefined || draft.get(enabled) === false)
      return [];
    const source = draft.sourceOf(file);
    try {
      const text = readFile(resolve(cwd, path));
      if (text === undefined) return [{ key: keyOf(file), source, message: 'there is no such file' }];
      draft.set(content, text, source);
      return [];
    } catch (error) {
      const message = `the file cannot be read (${errorCode(error) ?? 'unknown error'})`;
      return [{ key: keyOf(file), source, message }];
    }
  });
}
