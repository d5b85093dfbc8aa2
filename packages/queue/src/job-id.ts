/** Ten minutes, in milliseconds: a job added again within them is the same job. */
export const REMEMBERED_FOR = 600_000;

/** @throws TypeError when BullMQ would refuse the id, or take it for one of its own */
export function checkJobId(id: string): void {
  if (id === '' || id.includes(':') || /^-?\d+$/.test(id)) {
    throw new TypeError(
      `${JSON.stringify(id)} is no job id: it has no colon, is not empty and no bare integer`,
    );
  }
}
