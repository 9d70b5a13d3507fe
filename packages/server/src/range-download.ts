import { ClientError } from "./client-error.js";
import { networkError, type Transport } from "./transport.js";

/**
 * Downloads `length` bytes that never change. After a broken connection it asks for the rest, on condition that the
 * server still has the same bytes (`If-Range`); otherwise it begins again.
 */
export async function fetchRanges(
  transport: Transport,
  path: string,
  length: number,
  onProgress?: (bytes: number) => void,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let here = 0;
  let etag: string | null = null;

  await transport.retry(async () => {
    const resuming: boolean = here > 0 && here < length && etag !== null;
    const response = await transport.open({
      method: "GET",
      path,
      ...(resuming && { headers: { Range: `bytes=${here}-`, "If-Range": etag ?? "" } }),
    });
    const { status } = response;
    const first: number = status === 206 ? rangeStart(response) : 0;
    if (status === 206 && first !== here)
      throw unexpected(status, `got bytes from ${first} on, expected from ${here} on`);
    here = first;
    etag = response.headers.get("ETag");
    const reader = response.body?.getReader();
    if (!reader) throw unexpected(status, "got no body");
    while (true) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw networkError(error);
      });
      if (done) break;
      if (here + value.length > length) {
        await reader.cancel();
        throw unexpected(status, `got more than ${length} bytes`);
      }
      bytes.set(value, here);
      here += value.length;
      onProgress?.(here);
    }
    transport.report({ method: "GET", path, requestBytes: null, status, responseBytes: bytes.slice(first, here) });
    if (here < length) throw unexpected(status, `got ${here} bytes, expected ${length}`);
  });
  return bytes;
}

function rangeStart(response: Response): number {
  const match = /^bytes (\d+)-/.exec(response.headers.get("Content-Range") ?? "");
  if (!match) throw unexpected(response.status, "got no usable Content-Range");
  return Number(match[1]);
}

function unexpected(status: number, text: string): ClientError {
  return new ClientError("unexpected-response", status, `download: ${text}`);
}
