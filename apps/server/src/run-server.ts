import { runApp } from '@shoal/runtime';
import { startServer } from './start-server.js';
import { welcome } from './welcome.js';

/** The server from its command line to its end. @returns the exit code */
export function runServer(argv: readonly string[]): Promise<number> {
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
