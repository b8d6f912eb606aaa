import { gunzipSync, inflateSync } from "node:zlib";
import type { Context } from "hono";
import { HttpError } from "./httpError.ts";
import type { RequestLimits } from "./limits.ts";

/** Reads a request's body, inflated where it was sent compressed, within the limits. */
export async function readBody(c: Context, limits: RequestLimits): Promise<Uint8Array<ArrayBuffer>> {
	const encoding = c.req.header("content-encoding")?.trim().toLowerCase() || "identity";
	const inflate = INFLATE.get(encoding);
	if (inflate === undefined) {
		throw new HttpError(
			415,
			"unsupported_encoding",
			`Content-Encoding "${encoding}" is not supported. Send gzip, deflate, or none.`,
			{ headers: { "accept-encoding": "gzip, deflate" } },
		);
	}
	const sent = await collectBody(c, limits.bodyBytes);
	if (inflate === null) return sent;
	try {
		// Not beside the event loop: handing a usual batch over costs more than inflating it.
		return inflate(sent, { maxOutputLength: limits.inflatedBytes });
	} catch (error) {
		// The length is the one thing that is out of range here.
		if (error instanceof RangeError) throw tooLarge(limits.inflatedBytes, " after inflation");
		throw new HttpError(400, "broken_encoding", `The body is not valid ${encoding}: ${(error as Error).message}.`, {
			cause: error,
		});
	}
}

const INFLATE = new Map<string, typeof gunzipSync | null>([
	["identity", null],
	["gzip", gunzipSync],
	["x-gzip", gunzipSync],
	["deflate", inflateSync],
]);

/** Reads a request's body as it was sent, up to `limit` bytes. */
export async function collectBody(c: Context, limit: number): Promise<Uint8Array<ArrayBuffer>> {
	if (Number(c.req.header("content-length")) > limit) throw tooLarge(limit, "");
	const chunks: Uint8Array[] = [];
	let size = 0;
	try {
		for await (const chunk of c.req.raw.body ?? []) {
			size += chunk.byteLength;
			if (size > limit) throw tooLarge(limit, "");
			chunks.push(chunk);
		}
	} catch (error) {
		if (error instanceof HttpError) throw error;
		throw new HttpError(400, "incomplete_body", "The connection broke before the body was complete.", { cause: error });
	}
	const body = new Uint8Array(size);
	let offset = 0;
	for (const chunk of chunks) {
		body.set(chunk, offset);
		offset += chunk.byteLength;
	}
	return body;
}

/** The refusal of a body; `what` says which of its sizes. */
export function tooLarge(limit: number, what: string): HttpError {
	return new HttpError(413, "body_too_large", `The body is larger than ${limit} bytes${what}. Send smaller batches.`);
}
