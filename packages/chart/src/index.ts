export { configurationForChart } from './render/configuration-schema.js';
export { renderValuesSchema } from './render/values-schema.js';
export { renderValuesYaml } from './render/values-yaml.js';
export { chartValues } from './values/chart-values.js';
