// A server in a process of its own, so that a test can kill it. Runs the build, as users do: node host.mjs FILE
import { startServer } from "@glasshouse/server";

const server = await startServer({
  store: process.argv[2],
  operatorToken: "operator-token-of-the-tests",
  reviewerToken: "reviewer-token-of-the-tests",
});
process.stdout.write(`${server.url}\n`);
