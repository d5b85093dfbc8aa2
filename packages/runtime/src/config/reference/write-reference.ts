// Writes docs/configuration.md. Run after a build: `pnpm --filter @shoal/runtime run write-reference`.
import { writeFileSync } from 'node:fs';
import { renderConfigurationReference } from './markdown.js';

writeFileSync(
  new URL('../../../../../docs/configuration.md', import.meta.url),
  renderConfigurationReference(),
);
