import { readFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { parse as parseToml, TomlError } from 'smol-toml';
import { ConfigurationError } from '../configuration-error.js';

/** Gives the text of a file, or `undefined` when there is none. Throws when it cannot be read. */
export type ReadFile = (path: string) => string | undefined;

/** A file that was found and parsed, but not yet checked. */
export interface ConfigurationFile {
  readonly path: string;
  readonly content: unknown;
}

interface FileSearch {
  /** The file that was asked for; without it the usual places are tried. */
  readonly requested: string | undefined;
  readonly cwd: string;
  readonly readFile?: ReadFile | undefined;
}

const USUAL_PLACES = ['config/config.toml', 'config/config.json'];

/**
 * Finds and parses the configuration file.
 * @throws ConfigurationError when a requested file is missing, or a file cannot be read or parsed.
 */
export function findConfigurationFile(search: FileSearch): ConfigurationFile | undefined {
  const { requested, cwd, readFile = readFileFromDisk } = search;
  for (const place of requested === undefined ? USUAL_PLACES : [requested]) {
    const text = readOrRefuse(resolve(cwd, place), place, readFile);
    if (text !== undefined) return { path: place, content: parse(text, place) };
  }
  if (requested === undefined) return undefined;
  throw refusal(requested, 'there is no such file');
}

/** Gives the text of a file on the disk. */
export function readFileFromDisk(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function readOrRefuse(path: string, place: string, readFile: ReadFile): string | undefined {
  try {
    return readFile(path);
  } catch (error) {
    throw refusal(place, `the file cannot be read (${errorCode(error) ?? 'unknown error'})`);
  }
}

function parse(text: string, place: string): unknown {
  switch (extname(place).toLowerCase()) {
    case '.json':
      return parseJson(text, place);
    case '.toml':
      return parseTomlFile(text, place);
    default:
      throw refusal(place, 'the name must end in .json or .toml');
  }
}

// The parsers' own messages quote the text around the fault, which may be a secret: only the place is told.

function parseJson(text: string, place: string): unknown {
  try {
    // Editors on Windows begin a file with a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const position = error instanceof Error ? /at position (\d+)/.exec(error.message)?.[1] : undefined;
    const line = position === undefined ? undefined : text.slice(0, Number(position)).split('\n').length;
    throw refusal(place, `not valid JSON${line === undefined ? '' : `, line ${line}`}`);
  }
}

function parseTomlFile(text: string, place: string): unknown {
  try {
    return parseToml(text);
  } catch (error) {
    const line = error instanceof TomlError ? `, line ${error.line}` : '';
    throw refusal(place, `not valid TOML${line}`);
  }
}

function refusal(source: string, message: string): ConfigurationError {
  return new ConfigurationError([{ key: '--config', source, message }]);
}

/** The code of an error of the system (`EACCES`). */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
