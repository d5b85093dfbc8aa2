import type { Target } from './endpoint.js';
import { endpointIds } from './endpoint-ids.js';

const http = (url: string): Target => ({ kind: 'http', url });
const lambda: Target = { kind: 'lambda', functionName: 'hook', region: 'eu-west-1', isAwaited: false };

test('an id belongs to the target, whatever stands before it', () => {
  const [a, b] = endpointIds([http('https://a.example'), http('https://b.example')]);
  expect(endpointIds([http('https://b.example')])).toEqual([b]);
  expect(a).not.toBe(b);
  expect(a).toMatch(/^[0-9a-f]{12}$/);
});

test('the same target again gets a suffix that no hash can have', () => {
  const [first] = endpointIds([lambda]);
  expect(endpointIds([lambda, http('https://a.example'), lambda, lambda])).toEqual([
    first,
    expect.stringMatching(/^[0-9a-f]{12}$/),
    `${first}.2`,
    `${first}.3`,
  ]);
});

test('other credentials or another way to call leave the id of a function as it is', () => {
  const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'hidden' };
  expect(endpointIds([{ ...lambda, isAwaited: true, credentials }])).toEqual(endpointIds([lambda]));
});
