import type { Situation } from "../situation.ts";
import { ACCESS } from "./access.ts";
import { DEPLOYMENTS } from "./deployments.ts";
import { PLACES } from "./places.ts";
import { REQUESTS } from "./requests.ts";
import { ROUTES } from "./routes.ts";
import { SESSIONS } from "./sessions.ts";

/** Every situation, by what it is about. */
export const SITUATIONS: Record<string, Situation[]> = {
  access: ACCESS,
  deployments: DEPLOYMENTS,
  places: PLACES,
  requests: REQUESTS,
  routes: ROUTES,
  sessions: SESSIONS,
};
