import type { Situation } from "../situation.ts";
import { ACCESS } from "./access.ts";
import { ARM } from "./arm.ts";
import { CLAIMS } from "./claims.ts";
import { DEPLOYMENTS } from "./deployments.ts";
import { LIMITS } from "./limits.ts";
import { NETWORKS } from "./networks.ts";
import { OUTAGES } from "./outages.ts";
import { PLACES } from "./places.ts";
import { REQUESTS } from "./requests.ts";
import { RETIREMENTS } from "./retirements.ts";
import { ROUTES } from "./routes.ts";
import { SELECTORS } from "./selectors.ts";
import { SESSIONS } from "./sessions.ts";
import { SOCKETS } from "./sockets.ts";
import { TRANSCRIPTS } from "./transcripts.ts";

/** Every situation, by what it is about. */
export const SITUATIONS: Record<string, Situation[]> = {
  access: ACCESS,
  arm: ARM,
  claims: CLAIMS,
  deployments: DEPLOYMENTS,
  limits: LIMITS,
  networks: NETWORKS,
  outages: OUTAGES,
  places: PLACES,
  requests: REQUESTS,
  retirements: RETIREMENTS,
  routes: ROUTES,
  selectors: SELECTORS,
  sessions: SESSIONS,
  sockets: SOCKETS,
  transcripts: TRANSCRIPTS,
};
