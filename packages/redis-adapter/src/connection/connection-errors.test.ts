import { ConnectionErrors } from './connection-errors.js';

function setup() {
  const lines: unknown[] = [];
  let time = 0;
  const errors = new ConnectionErrors({
    log: { info: () => {}, warn: (message, fields) => lines.push({ message, ...fields }) },
    fields: { use: 'store' },
    clean: (text) => text.replaceAll('canary', '[redacted]'),
    now: () => time,
  });
  const pass = (milliseconds: number) => {
    time += milliseconds;
  };
  return { errors, lines, pass };
}

it('logs a repeat after 30 seconds only, with the number of those left out', () => {
  const { errors, lines, pass } = setup();
  for (let count = 0; count < 5; count += 1) errors.report(new Error('connect ECONNREFUSED'));
  expect(lines).toEqual([
    { message: 'redis connection failed', use: 'store', error: 'connect ECONNREFUSED', repeats: 0 },
  ]);
  pass(29_999);
  errors.report(new Error('connect ECONNREFUSED'));
  expect(lines).toHaveLength(1);
  pass(1);
  errors.report(new Error('connect ECONNREFUSED'));
  expect(lines[1]).toMatchObject({ repeats: 5 });
});

it('takes errors that differ in numbers alone for the same, others not', () => {
  const { errors, lines } = setup();
  errors.report(new Error('Retrying from scratch after 25ms'));
  errors.report(new Error('Retrying from scratch after 1973ms'));
  errors.report(new Error('something else'));
  expect(lines).toHaveLength(2);
  expect(errors.last).toBe('something else');
});

it('remembers a bounded number of kinds', () => {
  const { errors, lines } = setup();
  for (const letter of 'abcdefghijklmnopqrstuvwxyzABCDEFGH') errors.report(new Error(`kind ${letter}`));
  errors.report(new Error('kind a'));
  expect(lines).toHaveLength(35);
});

it('tells what an error of several parts means, and no secret', () => {
  const { errors } = setup();
  const attempts = [new Error('connect ECONNREFUSED ::1:6379'), new Error('canary')];
  errors.report(new AggregateError(attempts, ''));
  expect(errors.last).toBe('connect ECONNREFUSED ::1:6379: [redacted]');
  errors.report(Object.assign(new Error('Failed to refresh'), { lastNodeError: new Error('NOAUTH') }));
  expect(errors.last).toBe('Failed to refresh: NOAUTH');
  errors.report(Object.assign(new Error('WRONGPASS'), { command: { name: 'auth', args: ['canary'] } }));
  expect(errors.last).toBe('WRONGPASS');
  errors.report('canary');
  expect(errors.last).toBe('[redacted]');
});
