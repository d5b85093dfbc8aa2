import ipaddr from 'ipaddr.js';

/** What is handed out to networks of the Internet (IANA, IPv6 Global Unicast Address Assignments). */
const globalUnicast = ipaddr.IPv6.parse('2000::');
const globalUnicastBits = 3;

/**
 * Says why a request from inside must not go to an address. Public is what the special-purpose registries leave over
 * (RFC 6890 and its updates). An IPv6 address that carries an IPv4 address is as public as that one.
 *
 * @param address as a name server or a URL without brackets says it
 * @returns the name of its range (`loopback`, `link local`), undefined for a public address
 */
export function refuseAddress(address: string): string | undefined {
  if (!ipaddr.isValid(address)) return 'no address';
  const parsed = ipaddr.parse(address);
  return parsed instanceof ipaddr.IPv4 ? refuseV4(parsed) : refuseV6(parsed);
}

function refuseV4(address: ipaddr.IPv4): string | undefined {
  const range = address.range();
  return range === 'unicast' ? undefined : inWords(range);
}

function refuseV6(address: ipaddr.IPv6): string | undefined {
  const inner = innerV4(address);
  if (inner !== undefined) return refuseV4(inner);
  const range = address.range();
  if (range !== 'unicast') return inWords(range);
  return address.match(globalUnicast, globalUnicastBits) ? undefined : 'not assigned';
}

/** Of an IPv4-mapped (RFC 4291), NAT64 (RFC 6052) or 6to4 (RFC 3056) address. */
function innerV4(address: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  const bytes = address.toByteArray();
  switch (address.range()) {
    case 'ipv4Mapped':
      return new ipaddr.IPv4(bytes.slice(12));
    case 'rfc6052':
      // Only the well-known prefix says where the IPv4 address is; 64:ff9b:1::/48 (RFC 8215) is left to each network.
      return address.parts[2] === 0 ? new ipaddr.IPv4(bytes.slice(12)) : undefined;
    case '6to4':
      return new ipaddr.IPv4(bytes.slice(2, 6));
    default:
      return undefined;
  }
}

function inWords(range: string): string {
  return range.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
