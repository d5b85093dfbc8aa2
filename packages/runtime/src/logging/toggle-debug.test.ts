import { EventEmitter } from 'node:events';
import type { LogLevel } from './logger.js';
import { captureLog } from './testing/capture.js';
import { toggleDebug } from './toggle-debug.js';

test.each<[LogLevel, LogLevel]>([
  ['error', 'debug'],
  ['warn', 'debug'],
  ['info', 'debug'],
  ['debug', 'info'],
  ['trace', 'info'],
])('SIGUSR2 changes %s to %s, and the next one changes it back', (configured, other) => {
  const signals = new EventEmitter();
  const { logger, lines } = captureLog({ level: configured });
  toggleDebug(logger, signals);
  const told = [];
  for (let signal = 1; signal <= 3; signal += 1) {
    signals.emit('SIGUSR2');
    told.push(logger.level);
  }
  expect(told).toEqual([other, configured, other]);
  expect(lines()).toEqual(
    told.map((level) => expect.objectContaining({ message: 'log level changed', log_level: level })),
  );
});
