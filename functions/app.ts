import { Hono } from "hono";
import { cors } from "hono/cors";
import { authorize } from "./authorize.ts";
import { HttpError } from "./httpError.ts";
import { respondWithError } from "./respondWithError.ts";
import { answerRoutes } from "./routes/answers.ts";
import { ciRunRoutes } from "./routes/ciRuns.ts";
import { healthRoutes } from "./routes/health.ts";
import { keyRoutes } from "./routes/keys.ts";
import { maintainRoutes } from "./routes/maintain.ts";
import { mcpRoutes } from "./routes/mcp.ts";
import { openapiRoutes } from "./routes/openapi.ts";
import { otlpRoutes } from "./routes/otlp.ts";
import { traceRequests } from "./selfTelemetry/traceRequests.ts";
import type { AppTypes } from "./services.ts";

/** The whole HTTP edge, the same on every runtime: `app.fetch(request, { services })`. */
export const app = new Hono<AppTypes>();

app.onError(respondWithError);
app.use(traceRequests);
// Which origins a browser's key may be used from is decided with the key; a preflight carries none.
app.use(
	"/v1/*",
	cors({ origin: (origin) => origin, allowHeaders: ["authorization", "content-type", "content-encoding"] }),
);
for (const routes of [
	healthRoutes,
	otlpRoutes,
	ciRunRoutes,
	answerRoutes,
	keyRoutes,
	maintainRoutes,
	mcpRoutes,
	openapiRoutes,
]) {
	app.route("/", routes);
}
app.notFound(async (c) => {
	// Without a key not even the absence of a path is told.
	await authorize()(c, async () => {});
	throw new HttpError(
		404,
		"not_found",
		`${c.req.method} ${c.req.path} does not exist. GET /openapi.json lists what does.`,
	);
});
