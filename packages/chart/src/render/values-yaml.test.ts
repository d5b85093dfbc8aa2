import { parse } from 'yaml';
import { section, text, wholeNumber } from '../values/value.js';
import { renderValuesSchema } from './values-schema.js';
import { renderValuesTables } from './values-table.js';
import { renderValuesYaml } from './values-yaml.js';

const program = (replicas: number, like?: string) =>
  section(
    'A program.',
    {
      image: section('Its image.', { tag: text('Its tag | or none.', 'latest') }),
      replicas: wholeNumber('How many.', replicas, { minimum: 1 }),
    },
    { like },
  );

const values = section('All.', { one: program(1), two: program(2, 'one'), label: text('A label.') });

test('each value stands under what it means, which is not said again of what is alike', () => {
  expect(renderValuesYaml(values).split('\n').slice(3)).toEqual([
    '# A program.',
    'one:',
    '  # Its image.',
    '  image:',
    '    # Its tag | or none.',
    '    tag: latest',
    '  # How many.',
    '  replicas: 1',
    '',
    '# A program.',
    'two:',
    '  image:',
    '    tag: latest',
    '  replicas: 2',
    '',
    '# A label.',
    'label: ""',
    '',
  ]);
});

test('what is written is the defaults', () => {
  expect(parse(renderValuesYaml(values))).toEqual({
    one: { image: { tag: 'latest' }, replicas: 1 },
    two: { image: { tag: 'latest' }, replicas: 2 },
    label: '',
  });
});

test('long explanations are broken between words', () => {
  const long = section('All.', { label: text('word '.repeat(60).trim()) });
  const lines = renderValuesYaml(long).split('\n');
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(110);
  expect(lines.filter((line) => line.startsWith('# word'))).toHaveLength(3);
});

test('the schema knows every key and no other', () => {
  expect(JSON.parse(renderValuesSchema(values))).toMatchObject({
    $schema: 'http://json-schema.org/draft-07/schema#',
    additionalProperties: false,
    properties: {
      one: { additionalProperties: false, properties: { replicas: { type: 'integer', minimum: 1 } } },
    },
  });
});

test('the table of a section that is like another one has what differs', () => {
  const tables = renderValuesTables(values);
  expect(tables).toContain('| `two.replicas` | `2` | How many. |');
  expect(tables).not.toContain('`two.image.tag`');
  expect(tables).toContain('All its other values are as in `one`.');
});

test('the tables escape what would end a cell', () => {
  expect(renderValuesTables(values)).toContain('| `one.image.tag` | `latest` | Its tag \\| or none. |');
});
