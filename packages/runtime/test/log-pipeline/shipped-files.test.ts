import {
  beatEvent,
  dynamicMapping,
  LogStore,
  MappingConflict,
  parseLogstashConfig,
  readFilebeat,
  readLogstash,
  readQuery,
  readTemplate,
  storedEvent,
} from '@shoal/testing';

const line = {
  ...{ timestamp: '2026-11-21T19:20:40.762Z', level: 'warn', target: 'shoal_push' },
  ...{ message: 'push delivery failed', app_id: 'app-id', publish_id: 'pub_123' },
  ...{ provider: 'apns', error: 'BadDeviceToken', node: 'n', pid: 1 },
};

describe.each([
  ['filebeat.yml', [], 'output.logstash'],
  ['filebeat-containers.yml', ['container'], 'output.logstash'],
  ['filebeat-elasticsearch.yml', ['ndjson'], 'output.elasticsearch'],
])('%s', (name, parsers, output) => {
  const config = readFilebeat(name);

  it('reads with one filestream that has a name, and says what it ships', () => {
    expect(config['filebeat.inputs']).toHaveLength(1);
    const [input] = config['filebeat.inputs'];
    expect(input).toMatchObject({ type: 'filestream', enabled: true, fields_under_root: true });
    expect(input?.id).toMatch(/^sockudo-/);
    expect(input?.fields).toEqual({ service: 'sockudo', environment: 'production' });
    expect((input?.parsers ?? []).flatMap(Object.keys)).toEqual(parsers);
  });

  it(`has ${output} and no other`, () => {
    expect(Object.keys(config).filter((key) => key.startsWith('output.'))).toEqual([output]);
  });
});

describe('the way from a file to the index', () => {
  it('lifts the line through Logstash and names the index by the day of the line', () => {
    const stored = storedEvent(beatEvent(JSON.stringify(line), readFilebeat('filebeat.yml')));
    expect(stored?.index).toBe('sockudo-logs-2026.11.21');
    expect(stored?.document).toMatchObject({ ...line, service: 'sockudo', '@timestamp': line.timestamp });
    expect(stored?.document.event).toEqual({});
  });

  it('is the same without Logstash', () => {
    const config = readFilebeat('filebeat-elasticsearch.yml');
    expect(beatEvent(JSON.stringify(line), config)).toMatchObject({ ...line, service: 'sockudo' });
    expect(config).toMatchObject({ 'setup.template.enabled': false, 'setup.ilm.enabled': false });
    expect(config).toMatchObject({ 'output.elasticsearch': { index: 'sockudo-logs-%{+yyyy.MM.dd}' } });
  });

  it.each(['filebeat.yml', 'filebeat-elasticsearch.yml'])('%s: what is no JSON is stored too', (name) => {
    const store = new LogStore(readTemplate().template.mappings);
    const beat = beatEvent('FATAL ERROR: out of memory', readFilebeat(name));
    const document = name === 'filebeat.yml' ? storedEvent(beat)?.document : beat;
    store.index(document ?? {});
    store.index({ ...line, service: 'sockudo' });
    const found = store.search({ query: { match: { 'message.text': 'memory' } } });
    expect(found).toEqual([expect.objectContaining({ message: 'FATAL ERROR: out of memory' })]);
  });

  it('keeps what is no JSON, and leaves other services alone', () => {
    const config = readFilebeat('filebeat.yml');
    expect(storedEvent(beatEvent('FATAL ERROR: out of memory', config))?.document.message).toBe(
      'FATAL ERROR: out of memory',
    );
    expect(storedEvent({ ...beatEvent('{}', config), service: 'other' })).toBeUndefined();
  });
});

it('logstash.conf listens where Filebeat sends, and stores by our template', () => {
  const { input, output } = readLogstash();
  expect(input).toEqual([{ kind: 'plugin', name: 'beats', settings: { port: 5044 } }]);
  expect(readFilebeat('filebeat.yml')['output.logstash']).toEqual({ hosts: ['logstash:5044'] });
  expect(output).toMatchObject([
    {
      field: '[@metadata][index]',
      body: [{ name: 'elasticsearch', settings: { manage_template: false, ilm_enabled: false } }],
    },
  ]);
  expect(readTemplate().index_patterns).toEqual(['sockudo-logs-*']);
});

it.each([
  ['error-logs', { term: { level: 'ERROR' } }, { range: { '@timestamp': { gte: 'now-1h' } } }],
  ['connection-events', { wildcard: { message: '*connection*' } }, undefined],
  ['authentication-failures', { match: { message: 'authentication failed' } }, undefined],
])('%s is the search of the monitoring guide, word for word', (name, wanted, filter) => {
  const must = [{ term: { service: 'sockudo' } }, wanted];
  expect(readQuery(name)).toEqual({ query: { bool: filter === undefined ? { must } : { must, filter } } });
});

it.each([
  'input { beats { port => } }',
  'input { beats { port => 1',
  'inputs { }',
  'filter { if service { } }',
  'output { x { a => 1 a => 2 } }',
  'output { x { a => [ 1 2 ] } }',
  'output { x { a = 1 } }',
])('%j is no configuration of Logstash', (text) => {
  expect(() => parseLogstashConfig(text)).toThrow(SyntaxError);
});

describe('without our template', () => {
  const store = () => new LogStore({});

  it('the search for errors finds nothing', () => {
    const documents = store();
    documents.index({ ...line, level: 'ERROR', '@timestamp': line.timestamp, service: 'sockudo' });
    expect(documents.search(readQuery('error-logs'), Date.parse(line.timestamp))).toEqual([]);
  });

  it('the search for authentication failures finds whatever has failed', () => {
    const documents = store();
    documents.index({ ...line, service: 'sockudo' });
    expect(documents.search(readQuery('authentication-failures'))).toHaveLength(1);
  });

  it('what Filebeat adds to a line that is no JSON, where it is told to, is refused by our template', () => {
    const config = readFilebeat('filebeat-elasticsearch.yml');
    const [input] = config['filebeat.inputs'];
    if (input === undefined) throw new Error('No input is configured');
    const parsers = [{ ndjson: { add_error_key: true } }];
    const beat = beatEvent('out of memory', { ...config, 'filebeat.inputs': [{ ...input, parsers }] });
    expect(() => new LogStore(readTemplate().template.mappings).index(beat)).toThrow(MappingConflict);
  });

  it("Filebeat's own template, where error is an object, refuses our lines", () => {
    const documents = new LogStore({ properties: { 'error.message': dynamicMapping('x', {}) } });
    expect(() => documents.index(line)).toThrow(MappingConflict);
  });
});
