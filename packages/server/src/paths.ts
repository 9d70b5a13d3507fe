/** Every route, once: the application mounts them with `":name"` as the id, the client calls them with ids in hex. */
export const paths = {
  health: "/v1/health",
  currentManifest: "/v1/manifest",
  manifest: (tableId: string): string => `/v1/manifests/${tableId}`,
  table: (tableId: string): string => `/v1/tables/${tableId}`,
  devices: "/v1/devices",
  batches: "/v1/batches",
  operatorAccounts: "/v1/operator/accounts",
  operatorAccount: (account: string): string => `/v1/operator/accounts/${account}`,
  operatorVouchers: "/v1/operator/vouchers",
  reviewAccounts: "/v1/review/accounts",
  reviewAccount: (account: string): string => `/v1/review/accounts/${account}`,
  reviewPayload: (account: string, voucherId: string): string => `/v1/review/accounts/${account}/payloads/${voucherId}`,
} as const;
