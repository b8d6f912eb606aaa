import { Hono } from "hono";
import { cors } from "hono/cors";
import { methodNotAllowed } from "hono/method-not-allowed";
import { admit } from "./admit.ts";
import { authorize } from "./authorize.ts";
import { HttpError } from "./httpError.ts";
import { respondWithError } from "./respondWithError.ts";
import { measureRequests } from "./selfTelemetry/measureRequests.ts";
import { traceRequests } from "./selfTelemetry/traceRequests.ts";
import type { AppTypes } from "./services.ts";

/** An app of these routes, with what all of them share: measures, traces, bounds, errors, and how an unknown path is refused. */
export function appOf(groups: Hono<AppTypes>[]): Hono<AppTypes> {
	const app = new Hono<AppTypes>();
	app.onError(respondWithError);
	app.use(measureRequests);
	app.use(traceRequests);
	// Which origins a browser's key may be used from is decided with the key; a preflight carries none.
	app.use("/v1/*", cors({ origin: (origin) => origin, exposeHeaders: ["retry-after"], maxAge: PREFLIGHT_SECONDS }));
	app.use(admit);
	app.use(methodNotAllowed({ app, onMethodNotAllowed: (c, methods) => refuseMethod(c.req, methods) }));
	for (const routes of groups) app.route("/", routes);
	app.notFound(async (c) => {
		// Without a key not even the absence of a path is told.
		await authorize()(c, async () => {});
		const { method, path } = c.req;
		const detail = `${method} ${path} does not exist. GET /openapi.json lists what does.`;
		// Returned, not thrown: the middleware turns it into a 405 where the path knows other methods.
		return respondWithError(new HttpError(404, "not_found", detail), c);
	});
	return app;
}

/** What browsers keep a preflight's answer for, at most. */
const PREFLIGHT_SECONDS = 7_200;

function refuseMethod({ method, path }: { method: string; path: string }, methods: string[]): never {
	const allow = methods.join(", ");
	throw new HttpError(405, "method_not_allowed", `${path} does not take ${method}. Send ${allow}.`, {
		headers: { allow },
	});
}
