/**
 * The part of @azure/identity that is used. The package is an optional peer: it has 52 MB and many people need no Entra
 * token, so it is not installed when this program is compiled.
 */
declare module "@azure/identity" {
  interface Options {
    authorityHost?: string;
    disableInstanceDiscovery?: boolean;
    tlsOptions?: { ca: string };
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
