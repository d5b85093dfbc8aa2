import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationSettings } from '../schema/configuration-schema.js';
import { keyOf } from '../setting/key-spelling.js';
import { load } from '../testing/load.js';
import { APP_EXAMPLE } from './app-example.js';
import { configurationJsonSchema } from './json-schema.js';
import { renderConfigurationReference } from './markdown.js';

test('docs/configuration.md is up to date (`pnpm --filter @shoal/runtime run write-reference` writes it)', () => {
  const committed = readFileSync(join(__dirname, '../../../../../docs/configuration.md'), 'utf8');
  expect(committed).toBe(renderConfigurationReference());
});

test('the reference names every key and every environment name', () => {
  const reference = renderConfigurationReference();
  for (const { path, metadata } of configurationSettings) {
    expect(reference).toContain(`| \`${keyOf(path)}\` |`);
    for (const { name } of metadata.environment) expect(reference).toContain(`\`${name}\``);
  }
});

test('the example of the reference works', () => {
  const env = { SHOP_SECRET: 'own', SHOP_WEBHOOK_TOKEN: 't0ken' };
  const { configuration } = load({ file: APP_EXAMPLE, env });
  expect(renderConfigurationReference()).toContain(APP_EXAMPLE);
  expect(configuration.appManager.apps).toMatchObject([
    {
      id: 'shop',
      secret: 'own',
      webhooks: [
        { target: { url: 'https://shop.example/realtime' }, headers: { Authorization: 'Bearer t0ken' } },
        { id: 'members', isOrdered: true, filter: { prefix: 'presence-room-' } },
      ],
    },
  ]);
});

test('every setting says what it is for', () => {
  expect(configurationSettings.filter(({ metadata }) => !/^[A-Z`].*\.$/s.test(metadata.description))).toEqual(
    [],
  );
});

function propertyAt(schema: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((node, key) => {
    if (typeof node !== 'object' || node === null) return undefined;
    if (key === '*') return Reflect.get(node, 'items');
    const properties: unknown = Reflect.get(node, 'properties');
    return typeof properties === 'object' && properties !== null ? Reflect.get(properties, key) : undefined;
  }, schema);
}

describe('the JSON schema', () => {
  const schema = configurationJsonSchema();

  test.each(configurationSettings.map(({ path, metadata }) => [keyOf(path), path, metadata] as const))(
    'describes %s',
    (_, path, metadata) => {
      const keys = path.map((part) => String(part).replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
      expect(propertyAt(schema, keys)).toMatchObject({
        description: expect.stringContaining(metadata.description),
      });
    },
  );

  test('refuses unknown keys and knows types, ranges and defaults', () => {
    expect(schema).toMatchObject({
      additionalProperties: false,
      properties: {
        port: { type: 'integer', minimum: 0, maximum: 65_535, default: 6001 },
        log_level: { enum: ['error', 'warn', 'info', 'debug', 'trace'] },
      },
    });
    expect(propertyAt(schema, ['app_manager', 'array', 'apps', '*'])).toMatchObject({
      required: ['id', 'key', 'secret'],
    });
  });

  test('is the same every time: nothing random is in it', () => {
    expect(configurationJsonSchema()).toEqual(schema);
  });
});

test('every constant default of the reference is a value that the file takes', () => {
  for (const { path, schema } of configurationSettings) {
    if (path.includes('*') || !('defaultValue' in schema._zod.def)) continue;
    const value = schema._zod.def.defaultValue;
    if (keyOf(path) === 'unix_socket.permission_mode') continue;
    expect(() => load({ file: { [path.join('.')]: value } })).not.toThrow();
  }
});
