// Whether the process in this container is alive: exits with 0 when it says so. A container that drains or has lost Redis
// is alive: it must not be restarted for that.
const { env } = process;
const ports = [
  env.METRICS_PORT ?? env.SOKETI_METRICS_SERVER_PORT ?? '9601',
  // A server answers here too, and nowhere else with METRICS_ENABLED=false.
  env.PORT ?? env.SOKETI_PORT ?? '6001',
];

const answers = await Promise.all(ports.map(isLive));
if (!answers.includes(true)) {
  process.stderr.write(`Nobody says on port ${ports.join(' or ')} that the process is alive.\n`);
  process.exitCode = 1;
}

async function isLive(port) {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/live`, { signal: AbortSignal.timeout(2_000) });
    return answer.status === 200;
  } catch {
    // One of the two ports may well be closed.
    return false;
  }
}
