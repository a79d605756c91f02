/** Base URLs without a trailing slash: the hub (A), its CDN (B) and a host that has no business here (C). */
export interface Origins {
  readonly hub: string;
  readonly cdn: string;
  readonly stranger: string;
}
