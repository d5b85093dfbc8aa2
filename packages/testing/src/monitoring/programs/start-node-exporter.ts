import { MonitoringProcess, type MonitoringProgram, startProgram } from './monitoring-process.js';

/** @throws Error that says how to install it when it is missing */
export function startNodeExporter(args: readonly string[] = []): Promise<MonitoringProcess> {
  const program: MonitoringProgram = {
    program: 'prometheus-node-exporter',
    debianPackage: 'prometheus-node-exporter',
    readyPath: '/',
    args: ({ port }) => [`--web.listen-address=127.0.0.1:${port}`, '--log.level=warn', ...args],
  };
  return startProgram(program, (placement) => new MonitoringProcess(program, placement));
}
