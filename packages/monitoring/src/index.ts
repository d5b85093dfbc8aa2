export { allDashboards } from './dashboards/all-dashboards.js';
export type { DashboardSpec } from './dashboards/dashboard.js';
export { fillVariables, UnknownVariable, type VariableValues } from './dashboards/fill-variables.js';
export { type ProvisionedDashboard, renderDashboard } from './dashboards/provisioned-dashboard.js';
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
export {
  bucketBounds,
  defaultThresholds,
  InvalidThreshold,
  readThresholds,
} from './rules/read-thresholds.js';
export {
  type RenderedFile,
  type RenderedGroup,
  type RenderedRule,
  type RenderOptions,
  renderRules,
  writeRuleFile,
} from './rules/render-rules.js';
export {
  type ThresholdDefinition,
  type ThresholdName,
  type Thresholds,
  thresholdDefinitions,
  thresholdPlaceholders,
  type WrittenThresholds,
} from './rules/thresholds.js';
export { runbookUrl } from './runbook-url.js';
