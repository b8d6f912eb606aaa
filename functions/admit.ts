import type { MiddlewareHandler } from "hono";
import { HttpError } from "./httpError.ts";
import type { AppTypes } from "./services.ts";

/** Lets a request in where there is room for it, and refuses it for now where there is none. Health checks always are. */
export const admit: MiddlewareHandler<AppTypes> = async (c, next) => {
	if (ALWAYS.has(c.req.path)) return next();
	const visit = c.env.services.gate.enter();
	if (!visit) throw overloaded();
	c.set("visit", visit);
	try {
		await next();
	} finally {
		visit.leave();
	}
};

/** The refusal of what there is no room for. */
export function overloaded(): HttpError {
	return new HttpError(503, "overloaded", "The server has as much in flight as it can take. Send it again.", {
		headers: { "retry-after": "1" },
	});
}

const ALWAYS = new Set(["/healthz", "/readyz"]);
