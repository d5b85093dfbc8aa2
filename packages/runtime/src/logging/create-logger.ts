import type { EventEmitter } from 'node:events';
import type { Writable } from 'node:stream';
import winston from 'winston';
import { LogFile, type LogFileOptions } from './log-file.js';
import { type LineOptions, type LogEntry, renderJsonLine, renderTextLine } from './log-line.js';
import {
  type ChildOptions,
  LevelMethods,
  LOG_LEVELS,
  type LogFields,
  type Logger,
  type LogLevel,
} from './logger.js';

export interface CreateLoggerOptions {
  readonly format: 'json' | 'text';
  readonly level: LogLevel;
  /** The part of the program that writes, unless a child says otherwise. */
  readonly target: string;
  /** This node's id, in every JSON line. */
  readonly node: string;
  readonly levelCase?: 'lower' | 'upper';
  readonly includeTarget?: boolean;
  /** Colours the level of text lines when the output is a terminal. Default: false. */
  readonly colors?: boolean;
  /** Name of the service, in every JSON line when there is one. */
  readonly service?: string | undefined;
  /** A file that gets every line too. It is opened anew on SIGHUP. */
  readonly file?: Omit<LogFileOptions, 'onError'> | undefined;
  /** Where lines go. Default: the standard output. */
  readonly output?: Writable;
  /** Where SIGHUP comes from. Default: this process. */
  readonly signals?: EventEmitter;
}

/** The log of a whole process, as whoever starts the process holds it. */
export interface RootLogger extends Logger {
  readonly level: LogLevel;
  /** Changes the level of this logger and of all its children from now on. */
  setLevel(level: LogLevel): void;
  /** Waits until the file, if there is one, has every line. Nothing is written to the file afterwards. */
  close(): Promise<void>;
}

const SEVERITY = Object.fromEntries(LOG_LEVELS.map((level, index) => [level, index]));

/** winston's own default would write every entry as JSON once more; the transports do that. */
const asItIs = winston.format((info) => info);

/**
 * Makes the log of a process.
 * @throws Error when `file` cannot be opened.
 */
export function createLogger(options: CreateLoggerOptions): RootLogger {
  const { output = process.stdout, signals = process, target, level } = options;
  const colors = options.colors === true && 'isTTY' in output && output.isTTY === true;
  const stdout = new winston.transports.Stream({
    stream: output,
    format: lineFormat(options, colors),
  });
  const log = winston.createLogger({ levels: SEVERITY, level, format: asItIs(), transports: [stdout] });
  const root = new WinstonRootLogger(log, target);
  if (options.file !== undefined) {
    const onError = (error: unknown) => root.error('log file cannot be written', { error });
    const file = new LogFile({ ...options.file, onError });
    root.writeTo(file, { format: lineFormat(options, false), signals });
  }
  return root;
}

function lineFormat(options: CreateLoggerOptions, colors: boolean): winston.Logform.Format {
  const line: LineOptions = {
    service: options.service,
    node: options.node,
    pid: process.pid,
    levelCase: options.levelCase ?? 'lower',
    includeTarget: options.includeTarget ?? true,
    colors,
  };
  const render = options.format === 'json' ? renderJsonLine : renderTextLine;
  // The entry travels under a key of its own: winston glues fields called `message` or `stack` to its own.
  return winston.format.printf(({ entry }) => (isEntry(entry) ? render(entry, line) : ''));
}

function isEntry(value: unknown): value is LogEntry {
  return typeof value === 'object' && value !== null && 'time' in value && 'fields' in value;
}

class WinstonLogger extends LevelMethods {
  readonly #log: winston.Logger;
  readonly #target: string;
  readonly #fields: LogFields;

  constructor(log: winston.Logger, target: string, fields: LogFields = {}) {
    super();
    this.#log = log;
    this.#target = target;
    this.#fields = fields;
  }

  log(level: LogLevel, message: string, fields: LogFields = {}): void {
    if (!this.isEnabled(level)) return;
    const entry: LogEntry = {
      time: new Date(),
      level,
      target: this.#target,
      message,
      fields: { ...this.#fields, ...fields },
    };
    this.#log.log({ level, message, entry });
  }

  isEnabled(level: LogLevel): boolean {
    return (SEVERITY[level] ?? 0) <= (SEVERITY[this.#log.level] ?? 0);
  }

  child({ target = this.#target, fields = {} }: ChildOptions): Logger {
    return new WinstonLogger(this.#log, target, { ...this.#fields, ...fields });
  }
}

class WinstonRootLogger extends WinstonLogger implements RootLogger {
  readonly #log: winston.Logger;
  #closeFile: (() => Promise<void>) | undefined;

  constructor(log: winston.Logger, target: string) {
    super(log, target);
    this.#log = log;
  }

  get level(): LogLevel {
    return LOG_LEVELS.find((level) => level === this.#log.level) ?? 'info';
  }

  setLevel(level: LogLevel): void {
    this.#log.level = level;
  }

  writeTo(file: LogFile, { format, signals }: FileOutput): void {
    const transport = new winston.transports.Stream({ stream: file, format });
    const reopen = () => file.reopen();
    this.#log.add(transport);
    signals.on('SIGHUP', reopen);
    this.#closeFile = async () => {
      signals.off('SIGHUP', reopen);
      this.#log.remove(transport);
      await new Promise<void>((resolve) => file.end(resolve));
    };
  }

  async close(): Promise<void> {
    const closeFile = this.#closeFile;
    this.#closeFile = undefined;
    await closeFile?.();
  }
}

interface FileOutput {
  readonly format: winston.Logform.Format;
  readonly signals: EventEmitter;
}
