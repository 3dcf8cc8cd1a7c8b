import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import {
  bits,
  explicit,
  implicit,
  integer,
  octets,
  oid,
  pem,
  sequence,
  set,
  time,
  utf8,
  yes,
} from "../../src/emulator/der.ts";
import { ClientTls } from "../../src/wire/tls.ts";

/** An identity of TLS: who it says it is, its key, and its certificate as PEM. */
export interface Identity {
  name: string;
  key: KeyObject;
  pem: { key: string; cert: string };
}

export interface Wish {
  name?: string;
  /** O of the subject, beside its name. */
  organisation?: string;
  /** DNS names; an IP address of four numbers likewise. */
  hosts?: string[];
  /** Days from now. */
  from?: number;
  to?: number;
  /** Who signs; absent: itself. */
  issuer?: Identity;
  authority?: boolean;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const ALGORITHM = sequence(oid("1.2.840.10045.4.3.2"));

/** A certificate as a test wishes it: expired, of another host, of an issuer nobody knows. */
export function identity(wish: Wish = {}): Identity {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = wish.name ?? "peer.example";
  const issuerName = wish.issuer?.name ?? name;
  const body = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ALGORITHM,
    named(issuerName),
    sequence(day(wish.from ?? -1), day(wish.to ?? 30)),
    named(name, wish.organisation),
    publicKey.export({ type: "spki", format: "der" }),
    explicit(3, sequence(...extensions(wish))),
  );
  const signature = sign("sha256", body, wish.issuer?.key ?? privateKey);
  return {
    name,
    key: privateKey,
    pem: {
      key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      cert: pem("CERTIFICATE", sequence(body, ALGORITHM, bits(signature))),
    },
  };
}

function named(name: string, organisation?: string): Buffer {
  const common = set(sequence(oid("2.5.4.3"), utf8(name)));
  return organisation === undefined
    ? sequence(common)
    : sequence(set(sequence(oid("2.5.4.10"), utf8(organisation))), common);
}

function day(offset: number): Buffer {
  return time(new Date(Date.now() + offset * DAY_MS));
}

function extensions(wish: Wish): Buffer[] {
  const hosts = (wish.hosts ?? ["localhost", "127.0.0.1"]).map((host) =>
    /^[\d.]+$/.test(host) ? implicit(7, Buffer.from(host.split(".").map(Number))) : implicit(2, Buffer.from(host)),
  );
  return [
    sequence(oid("2.5.29.19"), yes(), octets(wish.authority ? sequence(yes()) : sequence())),
    sequence(oid("2.5.29.17"), octets(sequence(...hosts))),
  ];
}

/** TLS that trusts one more CA. */
export function trusting(pem: string): ClientTls {
  return new ClientTls({ trust: pem, cert: null, key: null });
}
