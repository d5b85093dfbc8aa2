import type { RedisProcess } from '@shoal/testing';

/** How often a server has executed a command. */
export async function callsOf(server: RedisProcess, command: string): Promise<number> {
  const stats = await server.command('INFO', 'commandstats');
  return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
}
