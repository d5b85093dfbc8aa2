export { type JudgeOptions, judgeQuery, TARGET_LABELS } from './queries/judge-query.js';
export {
  InvalidQuery,
  type LabelMatcher,
  type Query,
  type QueryPart,
  readQuery,
  replaceInQuery,
  type Selector,
} from './queries/read-query.js';
export { runbookUrl } from './runbook-url.js';
