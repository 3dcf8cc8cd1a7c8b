import { asHost, DOMAIN, type OuterPlace, oneLine, type Surroundings } from "./surroundings.ts";

/** A certificate of another host: what it is for is then told. */
function forAnother(s: Surroundings, hosts: string[]): void {
  s.certificate.wish.hosts = hosts;
}

/** Every place of a peer's certificate. */
export const CERTIFICATE_PLACES: Record<string, OuterPlace> = {
  "the subject's name": {
    kinds: "known",
    disguised: true,
    put: (s, text) => {
      s.certificate.wish.name = oneLine(text);
      // With no DNS name at all the subject's name is compared, and told.
      forAnother(s, ["10.0.0.1"]);
    },
  },
  "the subject's name, trusted by nobody": {
    kinds: "known",
    disguised: true,
    put: (s, text) => Object.assign(s.certificate, { wish: { name: oneLine(text) }, trust: "unknown" }),
  },
  "the subject's organisation": {
    kinds: "known",
    disguised: true,
    put: (s, text) => {
      s.certificate.wish.organisation = oneLine(text);
      forAnother(s, [`other.${DOMAIN}`]);
    },
  },
  "a DNS name of it": {
    kinds: "known",
    disguised: true,
    put: (s, text) => forAnother(s, [`${asHost(text)}.${DOMAIN}`, `other.${DOMAIN}`]),
  },
  "a DNS name that is none": {
    kinds: "known",
    disguised: true,
    put: (s, text) => forAnother(s, [oneLine(text)]),
  },
  "the issuer's name": {
    kinds: "known",
    disguised: true,
    put: (s, text) => Object.assign(s.certificate, { issuer: { name: oneLine(text) }, trust: "unknown" }),
  },
  "the name of an issuer that is trusted": {
    kinds: "known",
    disguised: true,
    put: (s, text) => {
      s.certificate.issuer = { name: oneLine(text) };
      Object.assign(s.certificate.wish, { from: -30, to: -1 });
    },
  },
};

/** Every place at which a host is named. */
export const NAME_PLACES: Record<string, OuterPlace> = {
  "the endpoint's host": {
    kinds: "known",
    disguised: true,
    put: (s, text) => {
      s.host = `${asHost(text)}.${DOMAIN}`;
    },
  },
  "a host of the endpoint that does not exist": {
    kinds: "known",
    disguised: true,
    put: (s, text) => {
      s.host = `r.${asHost(text)}.invalid`;
    },
  },
  "the host of a Location": {
    kinds: "known",
    disguised: true,
    put: (s, text) => {
      s.location = `https://${asHost(text)}.${DOMAIN}/x`;
    },
  },
  "the host of a Location, beside a user": {
    kinds: ["S9", "S10"],
    disguised: false,
    put: (s, _, secret) => {
      s.location = `wss://${encodeURIComponent(secret)}:${encodeURIComponent(secret)}@r.${DOMAIN}:1/x`;
    },
  },
  "the host of a proxy": {
    kinds: "known",
    disguised: true,
    put: (s, text) => {
      s.variables.HTTPS_PROXY = `http://${asHost(text)}.invalid:9`;
    },
  },
  "a host that needs no proxy": {
    kinds: "known",
    disguised: true,
    put: (s, text) => {
      s.variables.NO_PROXY = `${oneLine(text)},.${DOMAIN}`;
    },
  },
  "an origin that is trusted": {
    kinds: "known",
    disguised: true,
    put: (s, text) => s.arguments.push("--trust-origin", `https://${asHost(text)}.${DOMAIN}`),
  },
};
