import { Hono } from "hono";
import type { ApplianceServices } from "./applianceServices.ts";
import { HttpError } from "./httpError.ts";
import { measureRequests } from "./measureRequests.ts";
import { requireSignature, type Signed } from "./requireSignature.ts";
import { respondWithError } from "./respondWithError.ts";
import { chatRoutes } from "./routes/chat.ts";
import { embedRoutes } from "./routes/embed.ts";
import { healthRoutes } from "./routes/health.ts";
import { metricRoutes } from "./routes/metrics.ts";
import { openaiEmbeddingRoutes } from "./routes/openaiEmbeddings.ts";

/** All that the appliance serves. Only liveness and readiness are for those who have no key. */
export function applianceApp(services: ApplianceServices): Hono<Signed> {
	const app = new Hono<Signed>();
	app.onError((error, c) => respondWithError(services, error, c));
	app.use(measureRequests(services));
	app.route("/", healthRoutes(services));
	app.use(requireSignature(services));
	app.route("/", embedRoutes(services));
	app.route("/", openaiEmbeddingRoutes(services));
	app.route("/", chatRoutes(services));
	app.route("/", metricRoutes(services));
	app.notFound(() => {
		throw new HttpError(404, "not_found", "There is nothing at this path with this method.");
	});
	return app;
}
