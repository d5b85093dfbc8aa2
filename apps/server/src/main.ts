import { runApp } from '@shoal/runtime';
import { endWithParent, hasHeapFlag, reExecute } from './re-execute.js';
import { startServer } from './start-server.js';
import { welcome } from './welcome.js';

if (hasHeapFlag(process)) {
  endWithParent();
  process.exitCode = await main(process.argv.slice(2));
} else {
  process.exitCode = await reExecute(process.argv);
}

function main(argv: readonly string[]): Promise<number> {
  return runApp(
    {
      command: 'shoal',
      name: 'server',
      target: 'shoal_server',
      manifest: new URL('../package.json', import.meta.url),
      async start(options) {
        const server = await startServer(options);
        return {
          fields: {
            url: server.address.url,
            metrics_port: server.metricsPort,
            tcp_exporter_port: server.tcpExporterPort,
          },
          welcome: welcome(server, options.configuration),
        };
      },
    },
    argv,
  );
}
