import { AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { DATASOURCE } from './datasource.js';
import { FIRING, series } from './promql.js';

/** A mark where a process started: a deployment, or a crash. */
export function restarts() {
  return annotation('Starts', 'blue')
    .expr(`changes(${series('process_start_time_seconds')}[1m]) > 0`)
    .titleFormat('Started anew')
    .textFormat('{{instance}}');
}

/** A mark where an alert fires. */
export function firingAlerts() {
  return annotation('Alerts', 'red')
    .expr(FIRING)
    .titleFormat('{{alertname}}')
    .textFormat('{{instance}} {{severity}}');
}

const annotation = (name: string, colour: string) =>
  new AnnotationQueryBuilder()
    .name(name)
    .datasource(DATASOURCE)
    .enable(true)
    .hide(false)
    .iconColor(colour)
    .step('30s');
