import { parseArgs } from 'node:util';
import { serve } from './serve.mjs';

const { values } = parseArgs({
  options: {
    prometheus: { type: 'string', default: 'http://127.0.0.1:9090' },
    port: { type: 'string', default: '3000' },
  },
});

await serve({ prometheus: values.prometheus, port: Number(values.port) });
console.log(`http://127.0.0.1:${values.port}/?dashboard=overview&minutes=15`);
