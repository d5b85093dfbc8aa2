import { PassThrough } from 'node:stream';
import { type CreateLoggerOptions, createLogger, type RootLogger } from '../create-logger.js';

/** A logger whose lines are kept instead of shown. */
export interface CapturedLog {
  readonly logger: RootLogger;
  /** Everything that was written. */
  readonly text: () => string;
  /** The lines, parsed; only for the JSON format. */
  readonly lines: () => Record<string, unknown>[];
}

type CaptureOptions = Partial<CreateLoggerOptions> & {
  /** Whether the output passes for a terminal. */
  readonly isTTY?: boolean;
};

export function captureLog({ isTTY = false, ...options }: CaptureOptions = {}): CapturedLog {
  const output = Object.assign(new PassThrough(), { isTTY });
  let written = '';
  output.on('data', (chunk: Buffer) => {
    written += chunk.toString();
  });
  const logger = createLogger({
    format: 'json',
    level: 'trace',
    target: 'shoal_test',
    node: 'node-1',
    output,
    ...options,
  });
  const text = () => {
    // Whatever the stream still holds back is taken out here, so that no test has to wait.
    for (let chunk: unknown = output.read(); chunk !== null; chunk = output.read());
    return written;
  };
  const lines = () =>
    text()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  return { logger, text, lines };
}
