import { UnreadableDataError } from '@shoal/queue';
import { samplePublish } from '../../testing/samples.js';
import { printPublish, readPublish } from './ledger/stored-publish.js';
import { withFormat } from './stored-format.js';
import { decodeDeliveryLetter, decodeDispatchJob, decodePlanJob } from './stored-jobs.js';

const name = { appId: 'app', publishId: 'pub_1' };
const letter = { ...name, provider: 'fcm', key: 'd:a', stage: 'delivery_result' } as const;

test('a publish begins with its format, and is read without it', () => {
  const publish = samplePublish('pub_1');
  const text = printPublish(publish);
  expect(text).toMatch(/^\{"format":1,/);
  expect(readPublish(text)).toEqual(publish);
});

test.each<[string, (text: string) => string]>([
  ['of another format', (text) => text.replace('"format":1', '"format":9')],
  ['without one', (text) => text.replace('"format":1,', '')],
  ['of which something is missing', (text) => text.replace('"appId"', '"app"')],
])('a publish %s cannot be read', (_name, change) => {
  expect(() => readPublish(change(printPublish(samplePublish('pub_1'))))).toThrow(UnreadableDataError);
});

test.each<[string, (stored: unknown) => unknown, object]>([
  ['a plan', decodePlanJob, name],
  ['a batch', decodeDispatchJob, { ...name, batch: 3 }],
  ['a letter', decodeDeliveryLetter, letter],
])('%s is known by its format, and what stands beside is left out of account', (_name, decode, value) => {
  const stored = JSON.parse(JSON.stringify(withFormat(value)));
  expect(decode(stored)).toEqual(value);
  expect(decode({ ...stored, more: true })).toEqual(value);
  expect(decode({ ...stored, format: 9 })).toBeUndefined();
  expect(decode(value)).toBeUndefined();
});
