import { z } from 'zod';
import { configurationSchema } from '../schema/configuration-schema.js';
import { describeAllowed } from '../setting/allowed.js';
import { keyOf, snakeCaseKey } from '../setting/key-spelling.js';
import { type EnvironmentName, sectionMetadata } from '../setting/setting.js';
import { defaultOf, innermost, listSettings, type SettingEntry } from '../setting/structure.js';
import { PUSHER_LIMITS } from '../sources/computed-defaults.js';
import { APP_EXAMPLE } from './app-example.js';

const INTRODUCTION = `# Configuration

<!-- Generated from the schema in packages/runtime/src/config/schema by \`pnpm --filter @shoal/runtime run write-reference\`. Do not edit. -->

Sources, later wins: the defaults, a file, the environment. The file is the one given with \`--config\` (\`-c\`), else
\`config/config.toml\`, else \`config/config.json\`, if there is one. Its name ends in \`.toml\` or \`.json\`. \`shoal check\`
checks a configuration and exits.

- Keys may be written in snake_case or camelCase, nested or with dots (\`"appManager.array.apps"\`).
- \`\${VAR}\` and \`\${VAR:-default}\` in text values of the file are replaced by environment variables. A variable that is
  missing or empty and has no default stops the start.
- Booleans in the environment are \`1\`, \`true\`, \`yes\`, \`on\` and \`0\`, \`false\`, \`no\`, \`off\`. Lists are separated by commas or
  JSON. An empty variable counts as unset. Where several names are given, the first one that is set wins.
- An unknown key, a value that is not allowed and a combination that cannot work stop the start with a message that
  names the key. An unknown \`SOKETI_*\` or \`SOCKUDO_*\` variable gives a warning.
- An app may also be written flat, or with its settings under \`policy\`, and in PascalCase.
`;

/** The reference of all settings in Markdown: the content of \`docs/configuration.md\`. */
export function renderConfigurationReference(): string {
  const sections = Object.entries(configurationSchema.shape);
  const root = sections.filter(([, schema]) => !(innermost(schema) instanceof z.ZodObject));
  const tables = sections.filter(([, schema]) => innermost(schema) instanceof z.ZodObject);
  const blocks = [
    INTRODUCTION,
    '## The top of the file\n',
    renderTable(root.flatMap(([key, schema]) => listSettings(schema, [key]))),
    ...tables.flatMap(([key, schema]) => [
      `## ${snakeCaseKey(key)}\n`,
      `${sectionMetadata.get(schema)?.description ?? ''}\n`,
      ...(key === 'appManager' ? [describeApps()] : []),
      renderTable(listSettings(schema, [key])),
    ]),
  ];
  return `${blocks.join('\n').trimEnd()}\n`;
}

function describeApps(): string {
  const { apps } = innermostShape(configurationSchema.shape.appManager, 'array');
  return `\`app_manager.array.apps\`: ${apps === undefined ? '' : (sectionMetadata.get(apps)?.description ?? '')}\n\n\`\`\`toml\n${APP_EXAMPLE}\`\`\`\n`;
}

function innermostShape(schema: z.core.$ZodType, key: string): Readonly<Record<string, z.core.$ZodType>> {
  const outer = innermost(schema);
  const child = outer instanceof z.ZodObject ? outer.shape[key] : undefined;
  const inner = child && innermost(child);
  return inner instanceof z.ZodObject ? inner.shape : {};
}

function renderTable(settings: readonly SettingEntry[]): string {
  const rows = settings.map((setting) => {
    const cells = [
      `\`${keyOf(setting.path)}\``,
      describeDefault(setting),
      describeNames(setting),
      explain(setting),
    ];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return ['| Key | Default | Environment | Meaning |', '| --- | --- | --- | --- |', ...rows, ''].join('\n');
}

function explain({ schema, metadata }: SettingEntry): string {
  const unit = metadata.unit === undefined ? '' : ` Unit: ${metadata.unit}.`;
  return `${metadata.description}${unit} Allowed: ${describeAllowed(schema)}.`;
}

function describeNames({ metadata }: SettingEntry): string {
  return metadata.environment.map(describeName).join(', ');
}

function describeName({ name, note }: EnvironmentName): string {
  return note === undefined ? `\`${name}\`` : `\`${name}\` (${note})`;
}

function describeDefault({ path, schema, metadata }: SettingEntry): string {
  const official = PUSHER_LIMITS.find(([limited]) => limited.join('.') === path.join('.'))?.[1];
  const suffix = official === undefined ? '' : ` (\`${official}\` with \`compat\` \`pusher\`)`;
  return `${metadata.defaultText ?? showDefault(schema)}${suffix}`;
}

function showDefault(schema: z.core.$ZodType): string {
  const value = defaultOf(schema);
  if (value === undefined) return schemaIsRequired(schema) ? 'required' : 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : `\`${value.join(', ')}\``;
  if (typeof value === 'object') return 'none';
  return `\`${String(value)}\``;
}

function schemaIsRequired(schema: z.core.$ZodType): boolean {
  return !z.safeParse(schema, undefined).success;
}
