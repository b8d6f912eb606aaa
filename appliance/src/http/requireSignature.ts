import type { HttpBindings } from "@hono/node-server";
import type { MiddlewareHandler } from "hono";
import { REFUSALS, verifyRequest } from "../../../core/signature/verifyRequest.ts";
import type { ApplianceServices } from "./applianceServices.ts";
import { HttpError } from "./httpError.ts";
import { readBody } from "./readBody.ts";

/** What a request has that has passed. */
export interface Signed {
	Bindings: HttpBindings;
	Variables: { body: Uint8Array };
}

/** Lets requests through that are signed with a key of ours, and has their body read; others stop here, unread. */
export function requireSignature({ keys, seen, now }: ApplianceServices): MiddlewareHandler<Signed> {
	return async (c, next) => {
		const { method, url, raw } = c.req;
		const { headers } = raw;
		const verdict = await verifyRequest({
			...{ method, url, headers, keys, seen, now: now() },
			body: () => readBody(raw),
		});
		if (!verdict.ok) {
			throw new HttpError(401, `signature_${verdict.reason}`, REFUSALS[verdict.reason], {
				"www-authenticate": "Signature",
			});
		}
		c.set("body", verdict.body);
		await next();
	};
}
