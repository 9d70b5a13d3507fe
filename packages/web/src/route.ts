/** What the address shows. Every page is one member of this union; the part after `#` names it. */
export interface Route {
  readonly page: "demo";
  /** Account to show; `null` for the page's own choice. */
  readonly account: string | null;
}

const demoPrefix = "#/demo/";

/** Reads `location.hash`; an address that names nothing known is the demo. */
export function parseRoute(hash: string): Route {
  if (!hash.startsWith(demoPrefix)) return { page: "demo", account: null };
  try {
    return { page: "demo", account: decodeURIComponent(hash.slice(demoPrefix.length)) || null };
  } catch {
    return { page: "demo", account: null };
  }
}

/** The address of an account, as the `href` of a link. */
export function accountHref(account: string): string {
  return demoPrefix + encodeURIComponent(account);
}
