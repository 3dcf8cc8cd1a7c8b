import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { type ConnectionOptions, createSecureContext, type SecureContext } from "node:tls";

/** PEM texts of a network. Each is null if the operator gave none. */
interface TlsFiles {
  /** CAs to trust in addition to those of Node. */
  trust: string | null;
  /** The client's certificate, followed by those of its issuers. */
  cert: string | null;
  /** The private key of `cert`. Null: `cert` has it too. */
  key: string | null;
}

/** Why a PEM text cannot be used. The message completes "FILE …" and repeats nothing of the text. */
export class PemError extends Error {
  readonly of: keyof TlsFiles;

  constructor(of: keyof TlsFiles, message: string) {
    super(message);
    this.of = of;
  }
}

/**
 * The TLS options of the connections of one network. The texts are parsed once, and nothing can read the private key
 * from here. Throws PemError.
 */
export class ClientTls {
  readonly #toOrigin: SecureContext | null;
  readonly #toProxy: SecureContext | null;

  constructor({ trust, cert, key }: TlsFiles) {
    const identity = cert === null ? null : readIdentity(cert, key);
    if (cert === null && key !== null) throw new PemError("key", "needs a certificate: add --cert FILE");
    const authorities = trust === null ? null : readCertificates("trust", trust);
    this.#toProxy = authorities === null ? null : contextOf(authorities, null);
    // A proxy is another recipient, so it never gets the client's certificate.
    this.#toOrigin = identity === null ? this.#toProxy : contextOf(authorities ?? [], identity);
  }

  /**
   * Returns the options for a host. Its certificate is always verified, for any value of NODE_TLS_REJECT_UNAUTHORIZED,
   * because the client then sends the credential over this connection.
   * @param host a name, or an address without brackets
   */
  optionsTo(host: string, peer: "origin" | "proxy"): ConnectionOptions {
    const context = peer === "origin" ? this.#toOrigin : this.#toProxy;
    return {
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(context === null ? {} : { secureContext: context }),
      ALPNProtocols: ["http/1.1"],
      rejectUnauthorized: true,
    };
  }
}

/** TLS as Node does it without settings. */
export const PLAIN_TLS = new ClientTls({ trust: null, cert: null, key: null });

interface ClientIdentity {
  cert: string;
  key: string;
}

/** The option `ca` would replace the CAs of Node, those of NODE_EXTRA_CA_CERTS included. */
function contextOf(authorities: string[], identity: ClientIdentity | null): SecureContext {
  const secure = createSecureContext(identity ?? {});
  for (const pem of authorities) secure.context.addCACert(pem);
  return secure;
}

const BLOCK = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]*-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;

/** The certificates of a PEM text, each as PEM. */
function readCertificates(of: "trust" | "cert", text: string): string[] {
  const blocks = text.match(BLOCK) ?? [];
  if (blocks.length === 0)
    throw new PemError(
      of,
      "has no certificate in PEM form: convert it with `openssl x509`, or with `openssl pkcs12` if it is a PFX file",
    );
  return blocks.map((block, index) => {
    try {
      return new X509Certificate(block).toString();
    } catch {
      throw new PemError(of, `has a damaged certificate (number ${index + 1}): copy the file again`);
    }
  });
}

function readIdentity(cert: string, key: string | null): ClientIdentity {
  const chain = readCertificates("cert", cert);
  const secret = readPrivateKey(key ?? cert, key === null ? "cert" : "key");
  if (!new X509Certificate(chain[0] ?? "").checkPrivateKey(secret)) {
    throw new PemError(
      key === null ? "cert" : "key",
      "has a private key that does not belong to the certificate: name the key of this certificate",
    );
  }
  return { cert: chain.join("\n"), key: secret.export({ type: "pkcs8", format: "pem" }).toString() };
}

function readPrivateKey(text: string, of: "cert" | "key"): KeyObject {
  if (!/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text)) {
    throw new PemError(
      of,
      of === "cert"
        ? "has no private key: add --cert-key FILE"
        : "has no private key in PEM form: convert it with `openssl pkey`",
    );
  }
  if (/ENCRYPTED/.test(text)) {
    throw new PemError(of, "has an encrypted private key: write it without a passphrase, with `openssl pkey`");
  }
  try {
    return createPrivateKey(text.slice(text.search(/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/)));
  } catch {
    throw new PemError(of, "has a damaged private key: copy the file again");
  }
}
