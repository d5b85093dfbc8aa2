// Imported first by every command. It must itself be readable by an old Node.js.
const OLDEST = 20;
const major = Number(process.versions.node.split('.')[0]);

if (major < OLDEST) {
  console.error(
    `Shoal needs Node.js ${OLDEST} or newer; this is ${process.versions.node} (${process.execPath}).`,
  );
  console.error('Install a newer one from https://nodejs.org and run the command again.');
  process.exit(1);
}
