/** An Azure cloud, with the origins that issue its tokens and manage its resources. */
export interface Cloud {
  /** The end of a host name of this cloud. */
  suffix: string;
  /** Origin of the authority that issues its tokens. */
  authority: string;
  /** Origin of its Azure Resource Manager. */
  arm: string;
  /** Audiences that its Azure Resource Manager accepts, without a final slash. */
  armAudiences: readonly string[];
}

/** The clouds by the value of --cloud. Their settings are those of the Azure CLI and of Microsoft's libraries. */
export const CLOUDS = {
  public: {
    suffix: "com",
    authority: "https://login.microsoftonline.com",
    arm: "https://management.azure.com",
    armAudiences: ["https://management.azure.com", "https://management.core.windows.net"],
  },
  "us-government": {
    suffix: "us",
    authority: "https://login.microsoftonline.us",
    arm: "https://management.usgovcloudapi.net",
    armAudiences: ["https://management.usgovcloudapi.net", "https://management.core.usgovcloudapi.net"],
  },
  china: {
    suffix: "cn",
    authority: "https://login.chinacloudapi.cn",
    arm: "https://management.chinacloudapi.cn",
    armAudiences: ["https://management.chinacloudapi.cn", "https://management.core.chinacloudapi.cn"],
  },
} as const satisfies Record<string, Cloud>;

export type CloudName = keyof typeof CLOUDS;
