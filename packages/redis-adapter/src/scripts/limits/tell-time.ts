import { begin, fence } from '../pieces/begin.js';
import { defineScript } from '../script.js';

/** What time it is for all nodes. Reply {'OK', epoch, ms since 1970}. */
export const tellTime = defineScript(
  'tell-time',
  begin,
  fence,
  `
return {'OK', epoch, now}
`,
);
