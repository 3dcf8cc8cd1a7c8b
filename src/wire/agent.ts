import type { RequestOptions } from "node:http";
import { Agent } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Vault } from "../redaction/secret.ts";
import { AwakeClock } from "./awake-clock.ts";
import { openSocket } from "./connector.ts";
import { DEFAULT_DEADLINES, DEFAULT_LIMITS } from "./limits.ts";
import type { Network } from "./network.ts";
import { HopClock } from "./phases.ts";

/** Milliseconds for one connection: name look-up, proxy, TCP and TLS together. */
const LONGEST_CONNECT = 15_000;

/** An agent for a library that makes its own requests. Its connections go the same way as those to a target. */
export class NetworkAgent extends Agent {
  readonly #networkOf: () => Network;
  readonly #vault: Vault;

  /** @param networkOf is called for each connection, because the network may be read later than the credentials */
  constructor(networkOf: () => Network, vault: Vault) {
    super({ keepAlive: false });
    this.#networkOf = networkOf;
    this.#vault = vault;
  }

  override createConnection(
    { host, port }: RequestOptions,
    opened: (error: Error | null, stream: Duplex) => void = () => undefined,
  ): undefined {
    const network = this.#networkOf();
    const clock = new AwakeClock().start();
    let current: Socket | null = null;
    const hop = new HopClock(
      {
        clock,
        cellDeadline: clock.now() + LONGEST_CONNECT,
        deadlines: DEFAULT_DEADLINES,
        network,
        signal: new AbortController().signal,
      },
      () => current?.destroy(new Error(hop.expired?.text)),
    );
    const end = () => {
      hop.end();
      clock.stop();
    };
    const name = host?.includes(":") === true ? `[${host}]` : host;
    const url = new URL(`https://${name}:${port ?? 443}`);
    const first = openSocket(url, { network, limits: DEFAULT_LIMITS, vault: this.#vault }, hop, (error, socket) => {
      current = socket ?? current;
      current?.once("secureConnect", end).once("close", end);
      if (error !== null) end();
      // Node reads no socket next to an error. Without an error there is always one.
      if (current !== null) opened(error, current);
    });
    current ??= first;
  }
}
