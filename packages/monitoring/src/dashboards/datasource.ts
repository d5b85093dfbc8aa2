/** The Prometheus that the reader chose above the dashboard. */
export const DATASOURCE = { type: 'prometheus', uid: '$' + '{datasource}' };
