import type { EnvironmentName } from './setting.js';
import { readBoolean } from './text.js';

/** A name whose value is in milliseconds where the setting is in seconds (soketi's habit). */
export function milliseconds(name: string): EnvironmentName {
  return {
    name,
    note: 'in milliseconds',
    read: (text) => (Number.isNaN(Number(text)) ? text : String(Number(text) / 1000)),
  };
}

/**
 * A name of a port. Kubernetes sets `<SERVICE>_PORT=tcp://10.0.0.1:80` for every service of the namespace,
 * so a service called "metrics" would otherwise stop the start.
 */
export function portName(name: string): EnvironmentName {
  return { name, read: (text) => (text.startsWith('tcp://') ? undefined : text) };
}

/** A name that other programs use too (`DEBUG=express:*`): only a boolean word counts. */
export function booleanOnly(name: string): EnvironmentName {
  return {
    name,
    note: 'only a boolean word counts',
    read: (text) => (typeof readBoolean(text) === 'boolean' ? text : undefined),
  };
}

/** A name that holds a boolean where the setting has two words. */
export function booleanAs(
  name: string,
  words: { readonly true: string; readonly false: string },
): EnvironmentName {
  return {
    name,
    note: `true = ${words.true}, false = ${words.false}`,
    read: (text) => {
      const value = readBoolean(text);
      return typeof value === 'boolean' ? words[`${value}`] : text;
    },
  };
}

/** Sockudo's LOG_OUTPUT_FORMAT: exactly `json`, or else text. */
export const sockudoLogFormat: EnvironmentName = {
  name: 'LOG_OUTPUT_FORMAT',
  note: 'any word but json = text',
  read: (text) => (text.toLowerCase() === 'json' ? 'json' : 'text'),
};

/** Sockudo's RUST_LOG: the level of the directive for the server, else the one without a target. */
export const rustLogLevel: EnvironmentName = {
  name: 'RUST_LOG',
  note: 'the level of `sockudo=…`, else the bare level',
  read: (text) => {
    const directives = text.split(',').map((directive) => directive.trim().toLowerCase());
    const own = directives.find((directive) => directive.startsWith('sockudo='))?.slice('sockudo='.length);
    const level = own ?? directives.find((directive) => !directive.includes('='));
    return level !== undefined && /^(error|warn|info|debug|trace)$/.test(level) ? level : undefined;
  },
};
