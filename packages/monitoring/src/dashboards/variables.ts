import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DATASOURCE } from './datasource.js';
import { IN_INSTALLATION, METRIC_PREFIX } from './promql.js';

/** What the reader can choose above a dashboard. */
export type VariableName = 'datasource' | 'environment' | 'cluster' | 'app' | 'instance' | 'host';

interface Choice {
  readonly label: string;
  readonly description: string;
  /** In Grafana's words: which values of which label. */
  readonly query: string;
}

const choices: Readonly<Record<Exclude<VariableName, 'datasource'>, Choice>> = {
  environment: {
    label: 'Environment',
    description: 'The label of this name in the scrape configuration.',
    query: 'label_values(up, environment)',
  },
  cluster: {
    label: 'Cluster',
    description: 'Installations in these environments: the label of this name in the scrape configuration.',
    query: 'label_values(up{environment=~"$environment"}, cluster)',
  },
  app: {
    label: 'App',
    description: 'Apps that had a connection. Numbers without an app are not narrowed by it.',
    query: `label_values(${METRIC_PREFIX}connections_per_app{${IN_INSTALLATION}}, app_id)`,
  },
  instance: {
    label: 'Instance',
    description: 'Servers and workers that Prometheus scrapes.',
    query: `label_values(up{job="sockudo", ${IN_INSTALLATION}}, instance)`,
  },
  host: {
    label: 'Host',
    description: 'Machines with a node_exporter.',
    query: `label_values(node_uname_info{${IN_INSTALLATION}}, instance)`,
  },
};

/** The variable of this name. Each but the data source starts with all of its values chosen. */
export function variable(name: VariableName): Builder<VariableModel> {
  if (name === 'datasource')
    return new DatasourceVariableBuilder(name).label('Data source').type('prometheus');
  const { label, description, query } = choices[name];
  return (
    new QueryVariableBuilder(name)
      .label(label)
      .description(description)
      .datasource(DATASOURCE)
      .query({ query, refId: name, qryType: 1 })
      .definition(query)
      .refresh(VariableRefresh.OnTimeRangeChanged)
      .sort(VariableSort.AlphabeticalAsc)
      .multi(true)
      .includeAll(true)
      // One pattern in place of a list of all, which could be very long.
      .allValue('.*')
      .current({ selected: true, text: ['All'], value: ['$__all'] })
  );
}
