import { CLOUDS, type Cloud } from "./cloud.ts";

/*
 * Scopes of Entra tokens. The service accepts both audiences, of which one is older. Each sovereign cloud has its own
 * two, and its own authority.
 */

/** Scopes have this form. A client credential can request no other one. */
export const SCOPE_FORM = /^(https|api):\/\/[A-Za-z0-9][A-Za-z0-9._/-]{0,199}\/\.default$/;

/** Returns the scope that every SDK uses for the cloud of an endpoint. */
export function scopeOf(endpoint: string): string {
  return `https://cognitiveservices.azure.${cloudOf(endpoint).suffix}/.default`;
}

/** Returns the audiences that the service accepts in the cloud of an endpoint, without a final slash. */
export function audiencesOf(endpoint: string): string[] {
  const { suffix } = cloudOf(endpoint);
  return [`https://cognitiveservices.azure.${suffix}`, `https://ai.azure.${suffix}`];
}

/** Returns the authority that issues tokens for the cloud of an endpoint. */
export function authorityOf(endpoint: string): string {
  return cloudOf(endpoint).authority;
}

/** Whether an authority is Microsoft's own. Only such a one is in Microsoft's directory of authorities. */
export function isKnownAuthority(authority: string): boolean {
  return Object.values(CLOUDS).some((cloud) => new URL(cloud.authority).origin === new URL(authority).origin);
}

/** Returns the audience of a scope. */
export function audienceOf(scope: string): string {
  return scope.replace(/\/\.default$/, "");
}

function cloudOf(endpoint: string): Cloud {
  const { hostname } = new URL(endpoint);
  return Object.values(CLOUDS).find(({ suffix }) => hostname.endsWith(`.azure.${suffix}`)) ?? CLOUDS.public;
}
