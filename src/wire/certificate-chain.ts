import { X509Certificate } from "node:crypto";
import { type PeerCertificate, rootCertificates, type TLSSocket } from "node:tls";
import type { Certificate, TlsSession } from "../model/connection.ts";
import { oncePer } from "../model/once.ts";
import type { Vault } from "../redaction/secret.ts";
import { redactText } from "../redaction/text.ts";

/* Reads the certificates of a TLS session. The peer wrote all of their texts, so each is redacted and cut. */

/** Real chains have three or four certificates. */
const MOST_CERTIFICATES = 6;
const MOST_NAMES = 10;
const LONGEST_FIELD = 64;
/** Maximum characters of alternative names to read. A certificate of a content network has hundreds. */
const LONGEST_NAMES = 4_000;

/**
 * Returns what the peer showed of itself. Null if it showed no certificate.
 * @param known fingerprints whose chain the run has recorded, and whether its root is public. This one is added
 */
export function readTlsSession(socket: TLSSocket, vault: Vault, known: Map<string, boolean>): TlsSession | null {
  const [own, ...issuers] = chainOf(socket);
  if (own === undefined) return null;
  const fingerprint = fingerprintOf(own);
  const before = known.get(fingerprint);
  const publicRoot = before ?? isPublic([own, ...issuers]);
  known.set(fingerprint, publicRoot);
  return {
    protocol: socket.getProtocol(),
    fingerprint,
    issuer: nameOf(own.issuer, vault),
    publicRoot,
    ...(before === undefined ? { chain: [own, ...issuers].map((one) => certificateOf(one, vault)) } : {}),
  };
}

/** The peer's certificate and those of its issuers, the trusted root included. Node links a root to itself. */
function chainOf(socket: TLSSocket): PeerCertificate[] {
  const chain: PeerCertificate[] = [];
  let next: PeerCertificate & { issuerCertificate?: PeerCertificate } = socket.getPeerCertificate(true);
  while (next?.raw !== undefined && chain.length < MOST_CERTIFICATES) {
    const { raw } = next;
    if (chain.some((one) => one.raw.equals(raw))) break;
    chain.push(next);
    if (next.issuerCertificate === undefined) break;
    next = next.issuerCertificate;
  }
  return chain;
}

function certificateOf(one: PeerCertificate, vault: Vault): Certificate {
  return {
    subject: nameOf(one.subject, vault),
    issuer: nameOf(one.issuer, vault),
    validFrom: dateOf(one.valid_from),
    validTo: dateOf(one.valid_to),
    fingerprint: fingerprintOf(one),
    names: alternativeNames(one.subjectaltname ?? "", vault),
  };
}

function fingerprintOf({ fingerprint256 }: PeerCertificate): string {
  return fingerprint256.replaceAll(":", "").toLowerCase();
}

/** The fields of a distinguished name, without the characters that separate them. */
function nameOf(name: PeerCertificate["subject"] | undefined, vault: Vault): string {
  const fields = Object.entries(name ?? {}).flatMap(([key, values]) =>
    [values ?? []].flat().map((value) => `${key}=${plain(String(value), vault)}`),
  );
  return fields.slice(0, MOST_NAMES).join(", ");
}

function plain(text: string, vault: Vault): string {
  return redactText(text, vault)
    .replace(/[\u0000-\u001f\u007f-\u009f\s,/;+<>="'\\()]+/g, " ")
    .trim()
    .slice(0, LONGEST_FIELD);
}

function alternativeNames(text: string, vault: Vault): string[] {
  const names = text.slice(0, LONGEST_NAMES).matchAll(/(DNS|IP Address):([^,"]{1,255})/g);
  return [...names].slice(0, MOST_NAMES).map(([, kind, name = ""]) => `${kind}:${plain(name, vault)}`);
}

function dateOf(text: string): string | null {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

/** The roots as base64. Read when they are needed, because Node has 144. */
const rootTexts = oncePer(
  (roots: readonly string[]) => new Set(roots.map((pem) => pem.replace(/-----[A-Z ]+-----|\s/g, ""))),
);
/** The keys of the roots, by name. */
const rootKeys = oncePer((roots: readonly string[]) => {
  const keys = new Map<string, string[]>();
  for (const pem of roots) {
    const { subject, publicKey } = new X509Certificate(pem);
    keys.set(subject, [...(keys.get(subject) ?? []), keyText(publicKey)]);
  }
  return keys;
});

/**
 * Whether the chain ends in a root of Node. A chain can also end in another certificate of such a root, which another CA
 * signed. It has the same name and key.
 */
function isPublic(chain: PeerCertificate[]): boolean {
  const texts = rootTexts(rootCertificates);
  if (chain.some(({ raw }) => texts.has(raw.toString("base64")))) return true;
  const keys = rootKeys(rootCertificates);
  return chain.some(({ raw }) => {
    try {
      const { subject, publicKey } = new X509Certificate(raw);
      return keys.get(subject)?.includes(keyText(publicKey)) === true;
    } catch {
      // The peer may have a key of a kind that Node cannot read.
      return false;
    }
  });
}

function keyText(key: X509Certificate["publicKey"]): string {
  return key.export({ type: "spki", format: "der" }).toString("base64");
}
