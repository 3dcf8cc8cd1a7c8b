/**
 * The part of @azure/identity that is used. The package is an optional peer: it has 52 MB and many people need no Entra
 * token, so it is not installed when this program is compiled.
 */
declare module "@azure/identity" {
  interface PipelineRequest {
    url: string;
    agent?: import("node:https").Agent;
  }

  export interface Policy {
    name: string;
    sendRequest<R>(request: PipelineRequest, next: (request: PipelineRequest) => Promise<R>): Promise<R>;
  }

  interface Options {
    authorityHost?: string;
    disableInstanceDiscovery?: boolean;
    additionalPolicies?: { policy: Policy; position: "perCall" }[];
    clientId?: string;
    managedIdentityClientId?: string;
  }

  export interface TokenCredential {
    getToken(
      scope: string,
      options?: { abortSignal?: AbortSignal },
    ): Promise<{ token: string; expiresOnTimestamp: number } | null>;
  }

  type Constructor = new (options: Options) => TokenCredential;
  export const AzureCliCredential: Constructor;
  export const DefaultAzureCredential: Constructor;
  export const EnvironmentCredential: Constructor;
  export const ManagedIdentityCredential: Constructor;
  export const WorkloadIdentityCredential: Constructor;
}
