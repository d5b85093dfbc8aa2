import { randomInt } from 'node:crypto';

const most = 254;

/**
 * A network of pods on the loopback interface, `127.x.y.0/24` with random x and y: runs beside each other hardly ever
 * meet, and each pod can listen on the ports that its manifest says.
 */
export class PodAddresses {
  /** `127.x.y` */
  readonly prefix = `127.${randomInt(1, 255)}.${randomInt(0, 256)}`;
  #given = 0;

  /** One that nobody else has got. @throws Error when all 254 are given */
  next(): string {
    if (this.#given === most) throw new Error(`All addresses of ${this.prefix}.0/24 are given`);
    this.#given += 1;
    return `${this.prefix}.${this.#given}`;
  }
}
