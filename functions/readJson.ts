import type { Context } from "hono";
import { HttpError } from "./httpError.ts";
import { readBody } from "./readBody.ts";
import type { AppTypes } from "./services.ts";

/** Reads a JSON body; what it must look like is for the caller's schema to say. */
export async function readJson(c: Context<AppTypes>): Promise<unknown> {
	const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
	if (type !== "application/json" && !type.endsWith("+json")) {
		throw new HttpError(415, "unsupported_media_type", `Content-Type "${type}" is not JSON. Send application/json.`, {
			headers: { "accept-post": "application/json" },
		});
	}
	const body = await readBody(c, c.env.services.limits);
	try {
		return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
	} catch (error) {
		throw new HttpError(400, "invalid_json", `The body is not valid JSON: ${(error as Error).message}`, {
			cause: error,
		});
	}
}
