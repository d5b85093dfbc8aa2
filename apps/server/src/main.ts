import { endWithParent, hasHeapFlag, reExecute } from './re-execute.js';

if (hasHeapFlag(process)) {
  endWithParent();
  // A process that only starts another one need not load all of it first.
  const { runServer } = await import('./run-server.js');
  process.exitCode = await runServer(process.argv.slice(2));
} else {
  process.exitCode = await reExecute(process.argv);
}
