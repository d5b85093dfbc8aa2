import { parseCommandLine, usage } from './command-line.js';

const NO_FILE = { configFile: undefined };

test.each([
  [[], { kind: 'start', ...NO_FILE }],
  [['start'], { kind: 'start', ...NO_FILE }],
  [['check'], { kind: 'check', ...NO_FILE }],
  [['--check-config'], { kind: 'check', ...NO_FILE }],
  [['start', '--check-config'], { kind: 'check', ...NO_FILE }],
  [['--config', 'a.toml'], { kind: 'start', configFile: 'a.toml' }],
  [['--config=a.toml'], { kind: 'start', configFile: 'a.toml' }],
  [['-c', 'a.toml', 'check'], { kind: 'check', configFile: 'a.toml' }],
  [['start', '-ca.toml'], { kind: 'start', configFile: 'a.toml' }],
  [['--help'], { kind: 'help' }],
  [['-h', 'check'], { kind: 'help' }],
  [['--version'], { kind: 'version' }],
  [['-v'], { kind: 'version' }],
])('%j', (argv, command) => {
  expect(parseCommandLine(argv)).toEqual(command);
});

test.each([
  [['--confg', 'a'], '--confg'],
  [['run'], "Unknown command 'run'"],
  [['start', 'now'], "Unexpected argument 'now'"],
  [['--config'], '--config'],
  [['--config='], '--config needs the name of a file'],
])('%j is invalid and says why', (argv, reason) => {
  expect(parseCommandLine(argv)).toEqual({ kind: 'invalid', message: expect.stringContaining(reason) });
  expect(parseCommandLine(argv)).toMatchObject({ message: expect.stringContaining('--help') });
});

test('the usage names every command and option', () => {
  for (const word of ['start', 'check', '--config', '--check-config', '--help', '--version']) {
    expect(usage({ command: 'shoal', name: 'server' })).toContain(word);
  }
});
