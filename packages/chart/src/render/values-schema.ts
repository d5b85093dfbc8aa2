import type { JsonSchema, Section, ValueNode } from '../values/value.js';

/** `values.schema.json`: Helm refuses values that it does not allow. */
export function renderValuesSchema(values: Section): string {
  const schema = { $schema: 'http://json-schema.org/draft-07/schema#', ...describe(values) };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function describe(node: ValueNode): JsonSchema {
  if (node.kind === 'leaf') return { description: node.doc, ...node.schema };
  const { doc, children, constraints, open } = node;
  const properties = Object.entries(children).map(([name, child]) => [name, describe(child)] as const);
  return {
    description: doc,
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(open ? {} : { additionalProperties: false }),
    ...(constraints.length > 0 ? { allOf: constraints } : {}),
  };
}
