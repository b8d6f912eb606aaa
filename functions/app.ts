import { appOf } from "./appOf.ts";
import { answerRoutes } from "./routes/answers.ts";
import { buildRoutes } from "./routes/builds.ts";
import { ciRunRoutes } from "./routes/ciRuns.ts";
import { decisionRoutes } from "./routes/decisions.ts";
import { githubWebhookRoutes } from "./routes/githubWebhooks.ts";
import { healthRoutes } from "./routes/health.ts";
import { keyRoutes } from "./routes/keys.ts";
import { maintainRoutes } from "./routes/maintain.ts";
import { mcpRoutes } from "./routes/mcp.ts";
import { metricRoutes } from "./routes/metrics.ts";
import { oauthRoutes } from "./routes/oauth.ts";
import { openapiRoutes } from "./routes/openapi.ts";
import { otlpRoutes } from "./routes/otlp.ts";
import { pinoRoutes } from "./routes/pino.ts";
import { prometheusRoutes } from "./routes/prometheus.ts";

/** The whole HTTP edge, the same on every runtime: `app.fetch(request, { services })`. */
export const app = appOf([
	healthRoutes,
	metricRoutes,
	otlpRoutes,
	prometheusRoutes,
	pinoRoutes,
	ciRunRoutes,
	buildRoutes,
	githubWebhookRoutes,
	answerRoutes,
	decisionRoutes,
	keyRoutes,
	maintainRoutes,
	oauthRoutes,
	mcpRoutes,
	openapiRoutes,
]);
