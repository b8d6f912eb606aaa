import type { MiddlewareHandler } from "hono";
import { HttpError } from "./httpError.ts";
import type { AppTypes } from "./services.ts";

/** Lets a request in where there is room for it, and refuses it for now where there is none. Health checks always are. */
export const admit: MiddlewareHandler<AppTypes> = async (c, next) => {
	if (ALWAYS.has(c.req.path)) return next();
	const { gate, limits } = c.env.services;
	const leave = gate.enter(c.req.raw.body ? Number(c.req.header("content-length") ?? limits.bodyBytes) : 0);
	if (!leave) {
		throw new HttpError(503, "overloaded", "The server has as much in flight as it can take. Send it again.", {
			headers: { "retry-after": "1" },
		});
	}
	try {
		await next();
	} finally {
		leave();
	}
};

const ALWAYS = new Set(["/healthz", "/readyz"]);
