import {
  beatEvent,
  LogStore,
  type Query,
  readFilebeat,
  readLogstash,
  readQuery,
  readTemplate,
  storedEvent,
  storeLines,
} from '@shoal/testing';
import { readSearches } from '../documents/read-documents.js';
import type { Bench, Checks } from '../seed-row.js';

/** By the comment that stands before each: the file that ships it, and a message that it finds. */
const searches = {
  'Error logs': { file: 'error-logs', finds: 'server not started' },
  'Connection events': { file: 'connection-events', finds: 'connection established' },
  'Authentication failures': { file: 'authentication-failures', finds: 'authentication failed' },
} as const;

/** Searches of the guide, word for word, in what our files store of the lines of real servers. */
export const guideSearches: Checks = Object.fromEntries(
  Object.entries(searches).map(([title, { file, finds }]) => [
    title,
    async (bench) => {
      const search = readSearches()[title];
      expect(readQuery(file)).toEqual(search);
      const found = storeOf(bench).search(search as { query: Query });
      expect(found).toContainEqual(expect.objectContaining({ message: finds }));
      expect(
        new Set(found.map(({ message }) => String(message).includes(finds.split(' ')[0] ?? ''))),
      ).toEqual(new Set([true]));
    },
  ]),
);

/** What leads from a line to an index. */
export const guideShipping: Checks = {
  'beats port 5044': async () => {
    expect(readLogstash().input).toMatchObject([{ name: 'beats', settings: { port: 5044 } }]);
    expect(readFilebeat('filebeat.yml')['output.logstash']).toEqual({ hosts: ['logstash:5044'] });
  },
  'elasticsearch:9200': async () => {
    expect(JSON.stringify(readLogstash().output)).toContain('"hosts":["elasticsearch:9200"]');
    expect(readFilebeat('filebeat-elasticsearch.yml')['output.elasticsearch']).toMatchObject({
      hosts: ['elasticsearch:9200'],
    });
  },
  'sockudo-logs-%{+yyyy.MM.dd}': async () =>
    expect(readFilebeat('filebeat-elasticsearch.yml')['output.elasticsearch']).toMatchObject({
      index: 'sockudo-logs-%{+yyyy.MM.dd}',
    }),
  'sockudo-logs-%{+YYYY.MM.dd}': async ({ byFile }) => {
    const [line = ''] = byFile.process.output.text.split('\n');
    const stored = storedEvent(beatEvent(line, readFilebeat('filebeat.yml')));
    const day = new Date().toISOString().slice(0, 10).replaceAll('-', '.');
    expect(stored?.index).toBe(`sockudo-logs-${day}`);
    expect(readTemplate().index_patterns).toEqual(['sockudo-logs-*']);
  },
};

/** Lines of a server that somebody was at, and of one that could not start. */
function storeOf({ byFile, refusals }: Bench): LogStore {
  const lines = [byFile.process.output.text, refusals.takenPort].flatMap((text) => text.split('\n'));
  return storeLines(new LogStore(readTemplate().template.mappings), lines, readFilebeat('filebeat.yml'));
}
