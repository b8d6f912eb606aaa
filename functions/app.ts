import { appOf } from "./appOf.ts";
import { answerRoutes } from "./routes/answers.ts";
import { ciRunRoutes } from "./routes/ciRuns.ts";
import { healthRoutes } from "./routes/health.ts";
import { keyRoutes } from "./routes/keys.ts";
import { maintainRoutes } from "./routes/maintain.ts";
import { mcpRoutes } from "./routes/mcp.ts";
import { openapiRoutes } from "./routes/openapi.ts";
import { otlpRoutes } from "./routes/otlp.ts";

/** The whole HTTP edge, the same on every runtime: `app.fetch(request, { services })`. */
export const app = appOf([
	healthRoutes,
	otlpRoutes,
	ciRunRoutes,
	answerRoutes,
	keyRoutes,
	maintainRoutes,
	mcpRoutes,
	openapiRoutes,
]);
