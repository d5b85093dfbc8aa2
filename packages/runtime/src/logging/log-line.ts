import type { LogFields, LogLevel } from './logger.js';
import { isError, redactFields, redactText } from './redact.js';

export interface LogEntry {
  readonly time: Date;
  readonly level: LogLevel;
  readonly target: string;
  readonly message: string;
  readonly fields: LogFields;
}

export interface LineOptions {
  /** Who writes, at the end of every JSON line; the service only if it has a name. */
  readonly service: string | undefined;
  readonly node: string;
  readonly pid: number;
  readonly levelCase: 'lower' | 'upper';
  readonly includeTarget: boolean;
  readonly colors: boolean;
}

const COLORS: Readonly<Record<LogLevel, number>> = { error: 31, warn: 33, info: 32, debug: 36, trace: 90 };

/**
 * One JSON object: `timestamp` (RFC 3339, UTC, milliseconds), `level`, `target`, `message`, the fields in their
 * order, `service` if there is one, `node`, `pid`. Secrets are left out of message and fields.
 */
export function renderJsonLine(entry: LogEntry, options: LineOptions): string {
  const { timestamp, level, message, fields } = prepare(entry, options);
  const head = options.includeTarget ? { timestamp, level, target: entry.target } : { timestamp, level };
  const { service, node, pid } = options;
  const tail = service === undefined ? { node, pid } : { service, node, pid };
  const fixed = { ...head, message, ...tail };
  const own = Object.entries(fields).map(([key, value]) =>
    // A field may not pose as one of the fixed keys.
    Object.hasOwn(fixed, key) || key === 'target' ? [`${key}_field`, value] : [key, value],
  );
  return JSON.stringify({ ...head, message, ...Object.fromEntries(own), ...tail });
}

/** One line for people: `<time> INFO  <target>: <message> key=value`; a stack follows on lines of its own. */
export function renderTextLine(entry: LogEntry, options: LineOptions): string {
  const { timestamp, level, message, fields } = prepare(entry, options);
  const padded = level.padEnd(5);
  const shown = options.colors ? `\u001b[${COLORS[entry.level]}m${padded}\u001b[0m` : padded;
  const target = options.includeTarget ? `${entry.target}: ` : '';
  const { error_stack: stack, ...rest } = fields;
  const pairs = Object.entries(rest).map(([key, value]) => ` ${key}=${showValue(value)}`);
  const trace = typeof stack === 'string' ? `\n${stack.replace(/^/gm, '    ')}` : '';
  return `${timestamp} ${shown} ${target}${onOneLine(message)}${pairs.join('')}${trace}`;
}

function prepare(entry: LogEntry, { levelCase }: LineOptions) {
  return {
    timestamp: entry.time.toISOString(),
    level: levelCase === 'upper' ? entry.level.toUpperCase() : entry.level,
    message: redactText(entry.message),
    fields: withErrorAsText(redactFields(withStack(entry.fields))),
  };
}

/** An error's stack gets a key of its own, beside its text. */
function withStack(fields: LogFields): LogFields {
  const { error } = fields;
  return isError(error) && error.stack !== undefined ? { ...fields, error_stack: error.stack } : fields;
}

/** `error` is always text, because log stores index one key as one type. */
function withErrorAsText(fields: Record<string, unknown>): Record<string, unknown> {
  const { error } = fields;
  return error === undefined || typeof error === 'string'
    ? fields
    : { ...fields, error: JSON.stringify(error) };
}

function showValue(value: unknown): string {
  if (typeof value === 'string') return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
  return JSON.stringify(value) ?? 'undefined';
}

/** Nobody may forge a line by a line break in a message. */
function onOneLine(message: string): string {
  return message.replace(/[\r\n]+/g, ' ');
}
