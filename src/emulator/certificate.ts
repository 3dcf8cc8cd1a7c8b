import { generateKeyPair, type KeyObject, randomBytes, sign } from "node:crypto";
import { promisify } from "node:util";
import { bits, explicit, implicit, integer, octets, oid, pem, sequence, set, time, utf8, yes } from "./der.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** Some clients refuse certificates of more than 398 days: 397 days and the day before. */
const VALID_DAYS = 397;

const ECDSA_WITH_SHA256 = sequence(oid("1.2.840.10045.4.3.2"));

/**
 * A certificate for `localhost`, 127.0.0.1 and ::1, and its key, both PEM. Each call makes a new one, and none is stored.
 * It is self-signed, so a client trusts it if it adds it to its authorities.
 */
export async function selfSignedCertificate(): Promise<{ key: string; cert: string }> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)("ec", { namedCurve: "P-256" });
  const body = certificateBody(publicKey);
  // For an EC key, node returns the signature in DER, as RFC 5758 requires it.
  const cert = sequence(body, ECDSA_WITH_SHA256, bits(sign("sha256", body, privateKey)));
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: pem("CERTIFICATE", cert),
  };
}

/** TBSCertificate of RFC 5280, version 3. */
function certificateBody(publicKey: KeyObject): Buffer {
  const name = sequence(set(sequence(oid("2.5.4.3"), utf8("localhost"))));
  const now = Date.now();
  const validity = sequence(time(new Date(now - DAY_MS)), time(new Date(now + VALID_DAYS * DAY_MS)));
  return sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(randomBytes(16)),
    ECDSA_WITH_SHA256,
    name,
    validity,
    name,
    publicKey.export({ type: "spki", format: "der" }),
    explicit(3, sequence(...extensions())),
  );
}

function extensions(): Buffer[] {
  const loopback6 = Buffer.alloc(16);
  loopback6[15] = 1;
  const names = sequence(
    implicit(2, Buffer.from("localhost")),
    implicit(7, Buffer.from([127, 0, 0, 1])),
    implicit(7, loopback6),
  );
  return [
    // Not an authority: some clients refuse a server that is one.
    sequence(oid("2.5.29.19"), yes(), octets(sequence())),
    sequence(oid("2.5.29.15"), yes(), octets(bits(Buffer.from([0x80]), 7))),
    sequence(oid("2.5.29.37"), octets(sequence(oid("1.3.6.1.5.5.7.3.1")))),
    sequence(oid("2.5.29.17"), octets(names)),
  ];
}
