import type { Checks } from '../seed-row.js';

/** Keys of the configuration file: what the guide sets is seen, and so is the opposite. */
export const guideSettings: Checks = {
  'metrics.enabled': async ({ byFile, silent }) => {
    expect(await byFile.page()).toContain('# HELP');
    await expect(silent.page()).rejects.toThrow('ECONNREFUSED');
  },
  'metrics.driver': async ({ refusals }) => expect(refusals.driver).toContain('"statsd" is not supported'),
  'metrics.host': async ({ byFile, contrary }) => {
    // Everywhere, and at one address only.
    expect(await byFile.page(contrary.place.host)).toContain('# HELP');
    expect(await contrary.page()).toContain('# HELP');
    await expect(contrary.page('127.0.0.1')).rejects.toThrow('ECONNREFUSED');
  },
  'metrics.port': async ({ byFile }) => expect((await byFile.scrape()).samples.length).toBeGreaterThan(0),
  'metrics.prometheus.prefix': async ({ byFile }) =>
    expect(await byFile.page()).toMatch(/^# TYPE guide_active_connections gauge$/m),
  debug: async ({ byFile, silent }) => {
    expect(levelsOf(byFile.process.logs())).toContain('debug');
    expect(silent.process.output.text).not.toMatch(/debug/i);
  },
  log_format: async ({ byFile, silent }) => {
    const lines = byFile.process.output.text.split('\n');
    expect(lines.map((line) => typeof JSON.parse(line))).toEqual(lines.map(() => 'object'));
    expect(silent.process.output.text).toContain('server started');
    expect(silent.process.logs()).toEqual([]);
  },
};

/** What the file of the server says is the opposite of each: that it is not so is the variable's doing. */
export const guideVariables: Checks = {
  METRICS_ENABLED: async ({ byVariables }) => expect(await byVariables.page()).toContain('# HELP'),
  METRICS_HOST: async ({ byVariables, contrary }) => {
    for (const host of ['127.0.0.1', contrary.place.host]) {
      expect(await byVariables.page(host)).toContain('# HELP');
    }
  },
  METRICS_PORT: async ({ byVariables }) =>
    expect((await byVariables.scrape()).samples.length).toBeGreaterThan(0),
  PROMETHEUS_METRICS_PREFIX: async ({ byVariables }) =>
    expect(await byVariables.page()).toMatch(/^# TYPE own_active_connections gauge$/m),
  LOG_FORMAT: async ({ byVariables }) => expect(byVariables.process.logs().length).toBeGreaterThan(0),
  LOG_LEVEL: async ({ byVariables }) =>
    expect(new Set(levelsOf(byVariables.process.logs()))).toEqual(new Set(['info'])),
};

export const guideCommands: Checks = {
  'http://<metrics_host>:<metrics_port>/metrics': async ({ observed }) =>
    expect((await observed.scrape('server-0')).samples.length).toBeGreaterThan(0),
  // Without any setting of a port.
  'http://localhost:9601/metrics': async ({ contrary }) => {
    expect(contrary.place.metricsPort).toBe(9601);
    expect((await contrary.scrape()).samples.length).toBeGreaterThan(0);
  },
};

function levelsOf(records: readonly Readonly<Record<string, unknown>>[]): unknown[] {
  return records.map(({ level }) => level);
}
