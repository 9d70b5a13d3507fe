/** Serves the demo's page: static files of the web package, the run as JSON, and its pictures. All of it read-only. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express, { type Express } from "express";
import helmet from "helmet";
import type { DemoView } from "./view.js";

/** What the page shows. */
export interface PageContent {
  readonly view: DemoView;
  /** JPEG files by the relative URLs that the view names. */
  readonly pictures: ReadonlyMap<string, Uint8Array>;
  /** Folder of the built page. */
  readonly webFolder: string;
}

/** A page that is being served. */
export interface RunningPage {
  readonly url: string;
  show(content: PageContent): void;
  close(): Promise<void>;
}

/** The page as an express application. */
function createPage({ view, pictures, webFolder }: PageContent): Express {
  const app = express();
  app.disable("x-powered-by");
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          "default-src": ["'self'"],
          "img-src": ["'self'", "blob:", "data:"],
          "object-src": ["'none'"],
          "base-uri": ["'none'"],
          "form-action": ["'none'"],
          "frame-ancestors": ["'none'"],
        },
      },
      // Plain http on this machine: nothing to upgrade to.
      strictTransportSecurity: false,
    }),
  );
  app.get("/demo.json", (_request, response) => {
    response.json(view);
  });
  app.get("/pictures/:kind/:name", ({ params: { kind, name } }, response) => {
    const picture = pictures.get(`pictures/${kind}/${name}`);
    if (!picture) response.status(404).type("text/plain").send("no such picture");
    else response.type("image/jpeg").send(Buffer.from(picture));
  });
  app.use(express.static(webFolder, { index: "index.html", redirect: false }));
  app.use((_request, response) => {
    response.status(404).type("text/plain").send("no such page");
  });
  return app;
}

/**
 * Listens at once, so that a port that is taken is known before a run, and shows the page as soon as there is something
 * to show. Rejects with the system's error when the port cannot be used.
 */
export async function startPage(port: number, host: string): Promise<RunningPage> {
  let page: Express | undefined;
  const server: Server = createServer((request, response) => {
    if (page) page(request, response);
    else
      response
        .writeHead(503, { "content-type": "text/plain", "retry-after": "5" })
        .end("the run is not finished yet\n");
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const { family, address, port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${family === "IPv6" ? `[${address}]` : address}:${bound}/`,
    show: (content) => {
      page = createPage(content);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
