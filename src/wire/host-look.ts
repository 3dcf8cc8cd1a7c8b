import { isIP, type Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { AddressClass, Certificate } from "../model/connection.ts";
import type { Failure } from "../model/recording.ts";
import { classOfAddress } from "./address-class.ts";
import { openSocket } from "./connector.ts";
import type { WireContext } from "./context.ts";
import { startDeadline } from "./deadline.ts";
import { lookupOptions } from "./lookup.ts";
import { isSecure, portOf } from "./origin.ts";
import { HopClock } from "./phases.ts";
import { proxyFor } from "./proxy.ts";

/** What a connection to a host shows before any request. Nothing but handshakes of TCP, TLS and a proxy is sent. */
export interface HostLook {
  /** Origin of the host: `https://r.openai.azure.com`. */
  origin: string;
  /** Origin of the proxy whose tunnel was used. Null: none. */
  proxy: string | null;
  /** True if a proxy is set, and NO_PROXY excludes the host from it. */
  excepted: boolean;
  /** All addresses of the host. Null if unknown: the proxy resolves the name, or the look-up failed. */
  addresses: { address: string; class: AddressClass }[] | null;
  /** Address and port of the connection, which are the proxy's if there is one. Null if no connection was made. */
  remote: string | null;
  /** Milliseconds from the start to the end of the TCP connection. Null if it was not made. */
  tcpMs: number | null;
  /** Null over plain HTTP, or if the TLS handshake did not get as far as a certificate. */
  tls: TlsLook | null;
  /** What ended the look early. Null: the connection can be used. */
  failure: Failure | null;
}

interface TlsLook {
  /** `TLSv1.3`. Null if unknown. */
  protocol: string | null;
  /** The certificate of the host first, then its issuers as far as the host sent them or this machine knows them. */
  chain: Certificate[];
}

/** Connects to the host of a URL like a request would, and records how far it got. It never rejects because of a peer. */
export async function lookAtHost(url: URL, context: WireContext): Promise<HostLook> {
  const proxy = proxyFor(url, context.network.proxies);
  const [addresses, connected] = await Promise.all([
    proxy === null ? lookUpAddresses(url, context) : null,
    connectTo(url, context),
  ]);
  const set = isSecure(url) ? context.network.proxies?.https : context.network.proxies?.http;
  const excepted = proxy === null && set !== undefined && set !== null;
  return { origin: url.origin, proxy: proxy?.origin ?? null, excepted, addresses, ...connected };
}

function lookUpAddresses(url: URL, { clock, deadlines, network }: WireContext): Promise<HostLook["addresses"]> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0) return Promise.resolve([{ address: host, class: classOfAddress(host) }]);
  return new Promise((resolve) => {
    const cancel = startDeadline(clock, deadlines.dns, () => resolve(null));
    const { lookup, family } = lookupOptions(network, portOf(url));
    lookup(host, { all: true, ...(family === undefined ? {} : { family }) }, (error, found) => {
      cancel();
      const all = Array.isArray(found) ? found.map(({ address }) => address) : [found];
      resolve(
        error === null ? [...new Set(all)].map((address) => ({ address, class: classOfAddress(address) })) : null,
      );
    });
  });
}

type Connected = Pick<HostLook, "remote" | "tcpMs" | "tls" | "failure">;

function connectTo(url: URL, context: WireContext): Promise<Connected> {
  return new Promise((resolve) => {
    let current: Socket | null = null;
    const end = (failure: Failure | null) => {
      clock.end();
      current?.destroy();
      const { tls } = clock.connection ?? {};
      resolve({
        remote: clock.remote,
        tcpMs: clock.phases.tcp,
        tls: tls === undefined ? null : { protocol: tls.protocol, chain: tls.chain ?? [] },
        failure,
      });
    };
    const clock = new HopClock(context, () => end(clock.expired));
    const fail = (error: Error) => end(clock.failureOf(error, context.vault));
    const first = openSocket(url, context, clock, (error, socket) => {
      if (error !== null || socket === null) {
        fail(error ?? new Error("no socket"));
        return;
      }
      current = socket;
      socket.on("error", fail);
      if (!(socket instanceof TLSSocket)) {
        if (socket.connecting) socket.once("connect", () => end(null));
        else end(null);
        return;
      }
      socket.once("secureConnect", () => end(null));
    });
    current ??= first;
  });
}
