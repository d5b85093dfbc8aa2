/**
 * How much a counter has grown, from its first event on. `increase` alone leaves that one out: a counter of an app
 * comes into being with it, and nobody has seen the 0 before. So a series that a process has got within the range
 * counts in full, if the process was scraped with success before.
 */
export function increased(counter: string, range: string): string {
  const isNew = `${counter} unless ${counter} offset ${range} and on (job, instance) (up offset ${range} == 1)`;
  return `((${isNew}) or increase(${counter}[${range}]))`;
}
