import type { ConfigurationProblem } from '../configuration-error.js';
import { camelCaseKey, keyOf, type SettingPath } from '../setting/key-spelling.js';
import { isRecord } from '../setting/text.js';
import type { Environment } from './environment.js';

const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

/** No setting is nested deeper. */
const DEEPEST = 32;

interface Interpolated {
  readonly value: unknown;
  readonly problems: readonly ConfigurationProblem[];
}

/**
 * Replaces `${VAR}` and `${VAR:-default}` in every text value of a parsed file, once (what comes out is not looked
 * at again). An empty variable counts as unset. Keys and comments are left alone.
 */
export function interpolate(parsed: unknown, env: Environment, source: string): Interpolated {
  const problems: ConfigurationProblem[] = [];

  function replace(text: string, path: SettingPath): string {
    return text.replace(VARIABLE, (_, name: string, fallback: string | undefined) => {
      const value = env[name] || fallback;
      if (value !== undefined) return value;
      problems.push({
        key: keyOf(path),
        source,
        message: `the environment variable ${name} is not set. Set it, or give a default: \${${name}:-default}`,
      });
      return '';
    });
  }

  function visit(node: unknown, path: SettingPath): unknown {
    if (path.length > DEEPEST) {
      problems.push({
        key: keyOf(path.slice(0, 3)),
        source,
        message: 'is nested too deeply to be a setting',
      });
      return undefined;
    }
    if (typeof node === 'string') return replace(node, path);
    if (Array.isArray(node)) return node.map((element: unknown, index) => visit(element, [...path, index]));
    if (!isRecord(node)) return node;
    return Object.fromEntries(
      Object.entries(node).map(([key, child]) => [key, visit(child, [...path, camelCaseKey(key)])]),
    );
  }

  return { value: visit(parsed, []), problems };
}
