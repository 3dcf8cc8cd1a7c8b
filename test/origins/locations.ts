/** Where the peers of the matrix listen: the configured one, another port of its host, its port on another address. */
export interface Ports {
  own: number;
  other: number;
}

/** A form of Location, and whether the rule follows it. `key` is what the request was signed with. */
export interface LocationForm {
  name: string;
  followed: boolean;
  of(ports: Ports, key: string): string;
}

const KEYED = (key: string) => `api-key=${encodeURIComponent(key)}`;

/** Twenty forms: two are of the same origin, the rest lead elsewhere or nowhere. */
export const LOCATIONS: LocationForm[] = [
  { name: "a path", followed: true, of: () => "/end?a=b" },
  { name: "a path with the key", followed: true, of: (_, key) => `/end?a=b&${KEYED(key)}` },
  { name: "another port", followed: false, of: ({ other }) => `http://127.0.0.1:${other}/end` },
  {
    name: "another port with the key",
    followed: false,
    of: ({ other }, key) => `http://127.0.0.1:${other}/end?${KEYED(key)}`,
  },
  {
    name: "another port with the key in its path",
    followed: false,
    of: ({ other }, key) => `http://127.0.0.1:${other}/${encodeURIComponent(key)}`,
  },
  { name: "another port by ws", followed: false, of: ({ other }) => `ws://127.0.0.1:${other}/end` },
  { name: "another port without a scheme", followed: false, of: ({ other }) => `//127.0.0.1:${other}/end` },
  { name: "another port behind backslashes", followed: false, of: ({ other }) => `\\\\127.0.0.1:${other}/end` },
  { name: "another port behind both slashes", followed: false, of: ({ other }) => `/\\127.0.0.1:${other}/end` },
  { name: "another port in capitals", followed: false, of: ({ other }) => `HTTP://127.0.0.1:${other}/end` },
  { name: "another port behind a tab", followed: false, of: ({ other }) => `ht\ttp://127.0.0.1:${other}/end` },
  { name: "another port as one number", followed: false, of: ({ other }) => `http://2130706433:${other}/end` },
  { name: "another port in hexadecimal", followed: false, of: ({ other }) => `http://0x7f.0.0.1:${other}/end` },
  {
    name: "another port mapped into IPv6",
    followed: false,
    of: ({ other }) => `http://[::ffff:127.0.0.1]:${other}/end`,
  },
  {
    name: "another port behind our host as a user",
    followed: false,
    of: ({ own, other }) => `http://127.0.0.1:${own}@127.0.0.1:${other}/end`,
  },
  {
    name: "another port with a user and the key",
    followed: false,
    of: ({ other }, key) => `http://me:${encodeURIComponent(key)}@127.0.0.1:${other}/end`,
  },
  { name: "the same port of another address", followed: false, of: ({ own }) => `http://127.0.0.2:${own}/end` },
  { name: "the same host by name", followed: false, of: ({ own }) => `http://localhost:${own}/end` },
  { name: "the same port by TLS", followed: false, of: ({ own }) => `https://127.0.0.1:${own}/end` },
  { name: "a file", followed: false, of: () => "file:///etc/hostname" },
];

export const STATUSES = [301, 302, 303, 307, 308];
export const CHAINS = [1, 2, 3];
