import { ConfigurationError, type ConfigurationProblem } from '../configuration-error.js';
import { type LoadedConfiguration, loadConfiguration } from '../load-configuration.js';

interface Given {
  /** The content of the file given with `--config`: TOML text, or anything else as JSON. */
  readonly file?: unknown;
  readonly env?: Readonly<Record<string, string>>;
  /** Content of other files by their absolute path; relative ones begin at `/nowhere`. */
  readonly files?: Readonly<Record<string, string>>;
  readonly isTerminal?: boolean;
}

/** Loads a configuration as a process would, but from values instead of the disk and the real environment. */
export function load({ file, env = {}, files = {}, isTerminal = false }: Given): LoadedConfiguration {
  const isToml = typeof file === 'string';
  return loadConfiguration({
    argv: file === undefined ? [] : ['--config', isToml ? 'given.toml' : 'given.json'],
    env,
    cwd: '/nowhere',
    isTerminal,
    readFile: (path) => {
      if (!path.includes('given')) return files[path];
      return isToml ? file : JSON.stringify(file);
    },
  });
}

/** Loads what must be refused, and gives the reasons. */
export function refusalOf(given: Given): readonly ConfigurationProblem[] {
  try {
    load(given);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  throw new Error('the configuration was accepted');
}
