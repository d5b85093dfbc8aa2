/** From the most to the least important. */
export const LOG_LEVELS = ['error', 'warn', 'info', 'debug', 'trace'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** What is known besides the message. An `Error` under any key is written as text, `error` with its stack too. */
export type LogFields = Readonly<Record<string, unknown>>;

/** What other parts need of a log; they never see the library behind it. Logging never throws. */
export interface Logger {
  /** Writes one line. The message is fixed words without ids, so that lines can be searched and counted. */
  log(level: LogLevel, message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
  trace(message: string, fields?: LogFields): void;
  /** Whether a line of this level would be written; to be asked before costly fields are gathered. */
  isEnabled(level: LogLevel): boolean;
  /** The same log for another part of the program, or with fields that every line of it has. */
  child(options: ChildOptions): Logger;
}

export interface ChildOptions {
  /** The part of the program that writes, for instance `shoal_webhook`. Default: the parent's. */
  readonly target?: string;
  readonly fields?: LogFields;
}

/** The five named methods of a logger, all through its `log`. */
export abstract class LevelMethods implements Logger {
  abstract log(level: LogLevel, message: string, fields?: LogFields): void;
  abstract isEnabled(level: LogLevel): boolean;
  abstract child(options: ChildOptions): Logger;

  error(message: string, fields?: LogFields): void {
    this.log('error', message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.log('warn', message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.log('info', message, fields);
  }

  debug(message: string, fields?: LogFields): void {
    this.log('debug', message, fields);
  }

  trace(message: string, fields?: LogFields): void {
    this.log('trace', message, fields);
  }
}
