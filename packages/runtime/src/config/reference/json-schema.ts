import { z } from 'zod';
import { configurationSchema } from '../schema/configuration-schema.js';
import { describeAllowed } from '../setting/allowed.js';
import { snakeCaseKey } from '../setting/key-spelling.js';
import { sectionMetadata, settingMetadata } from '../setting/setting.js';
import { innermost } from '../setting/structure.js';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The JSON Schema (2020-12) of a configuration file in its first spelling: snake_case, nested, exact types. */
export function configurationJsonSchema(): JsonSchema {
  return z.toJSONSchema(configurationSchema, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      renameProperties(jsonSchema);
      describe(zodSchema, jsonSchema);
    },
  });
}

function renameProperties(jsonSchema: JsonSchema): void {
  if (jsonSchema.properties === undefined) return;
  const renamed = Object.entries(jsonSchema.properties).map(([key, child]) => [snakeCaseKey(key), child]);
  jsonSchema.properties = Object.fromEntries(renamed);
  if (jsonSchema.required) jsonSchema.required = jsonSchema.required.map(snakeCaseKey);
}

function describe(zodSchema: z.core.$ZodType, jsonSchema: JsonSchema): void {
  const metadata = settingMetadata.get(zodSchema) ?? sectionMetadata.get(zodSchema);
  if (metadata) jsonSchema.description = metadata.description;
  const leaf = settingMetadata.get(zodSchema);
  if (leaf?.unit !== undefined) jsonSchema.description = `${leaf.description} In ${leaf.unit}.`;
  if (leaf?.allowed !== undefined) jsonSchema.description += ` Allowed: ${describeAllowed(zodSchema)}.`;
  // A default in words depends on other settings or on chance; a constant here would be wrong.
  if (leaf?.defaultText !== undefined) delete jsonSchema.default;
  const inner = innermost(zodSchema);
  if (inner instanceof z.ZodNumber && jsonSchema.maximum === Number.MAX_SAFE_INTEGER)
    delete jsonSchema.maximum;
}
