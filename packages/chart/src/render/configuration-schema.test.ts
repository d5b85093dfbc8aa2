import { configurationJsonSchema } from '@shoal/runtime';
import { configurationForChart } from './configuration-schema.js';

const schema = configurationForChart(configurationJsonSchema());

function* keywordsIn(node: unknown): Iterable<readonly [string, unknown]> {
  if (typeof node !== 'object' || node === null) return;
  for (const [keyword, value] of Object.entries(node)) {
    yield [keyword, value];
    yield* keywordsIn(value);
  }
}

test('a secret is a reference to a variable, alone or in a list', () => {
  const reference = { type: 'string', pattern: '^\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}$' };
  expect(schema).toMatchObject({
    properties: {
      app_manager: {
        properties: { array: { properties: { apps: { items: { properties: { secret: reference } } } } } },
      },
      push: { properties: { credential_encryption_key: { type: 'array', items: reference } } },
    },
  });
});

test('a key that only sounds like a secret is what it was', () => {
  expect(schema).toMatchObject({
    properties: { ssl: { properties: { key_path: { type: 'string', minLength: 1 } } } },
  });
});

test('there are no defaults, and no expressions that Helm cannot read', () => {
  const keywords = [...keywordsIn(schema)];
  expect(keywords.length).toBeGreaterThan(1000);
  expect(keywords.filter(([keyword]) => keyword === 'default')).toEqual([]);
  const patterns = keywords.filter(([keyword]) => keyword === 'pattern').map(([, pattern]) => pattern);
  expect(patterns).not.toContainEqual(expect.stringMatching(/\(\?[=!<]/));
});

test('unknown settings stay forbidden', () => {
  expect(schema).toMatchObject({ additionalProperties: false });
});
