import { gunzipSync, inflateSync } from "node:zlib";
import type { Context } from "hono";
import { overloaded } from "./admit.ts";
import { HttpError } from "./httpError.ts";
import type { RequestLimits } from "./limits.ts";
import type { AppTypes } from "./services.ts";

/** Reads a request's body, inflated where it was sent compressed, within the limits. */
export async function readBody(c: Context<AppTypes>, limits: RequestLimits): Promise<Uint8Array<ArrayBuffer>> {
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
	const sent = await collectBody(c, limits);
	if (inflate === null) return sent;
	const inflated = inflateWithin(inflate, encoding, sent, limits);
	if (c.get("visit")?.take(inflated.byteLength) === false) throw overloaded();
	return inflated;
}

function inflateWithin(inflate: typeof gunzipSync, encoding: string, sent: Uint8Array, limits: RequestLimits) {
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

/** Reads a request's body as it was sent, within the limits. */
export async function collectBody(c: Context<AppTypes>, limits: RequestLimits): Promise<Uint8Array<ArrayBuffer>> {
	const { bodyBytes, bodyMs } = limits;
	if (Number(c.req.header("content-length")) > bodyBytes) throw tooLarge(bodyBytes, "");
	const chunks: Uint8Array[] = [];
	let size = 0;
	const late = deadline(bodyMs);
	try {
		for await (const chunk of readUntil(c.req.raw.body, late.passed)) {
			size += chunk.byteLength;
			if (size > bodyBytes) throw tooLarge(bodyBytes, "");
			if (c.get("visit")?.take(chunk.byteLength) === false) throw overloaded();
			chunks.push(chunk);
		}
	} catch (error) {
		if (error instanceof HttpError) throw error;
		throw new HttpError(400, "incomplete_body", "The connection broke before the body was complete.", { cause: error });
	} finally {
		late.clear();
	}
	const body = new Uint8Array(size);
	let offset = 0;
	for (const chunk of chunks) {
		body.set(chunk, offset);
		offset += chunk.byteLength;
	}
	return body;
}

/** A body's chunks. Throws where the rest has not come when the time has passed: its sender holds a place for nothing. */
async function* readUntil(body: ReadableStream<Uint8Array> | null, passed: Promise<never>): AsyncGenerator<Uint8Array> {
	const reader = body?.getReader();
	if (!reader) return;
	try {
		for (;;) {
			const { done, value } = await Promise.race([reader.read(), passed]);
			if (done) return;
			yield value;
		}
	} finally {
		// Where it was not read to its end, the rest is of no use.
		reader.cancel().catch(() => {});
	}
}

function deadline(ms: number): { passed: Promise<never>; clear: () => void } {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const passed = new Promise<never>((_, reject) => {
		timer = setTimeout(() => {
			reject(new HttpError(408, "body_too_slow", `The body has not come within ${ms / 1000} seconds. Send it again.`));
		}, ms);
	});
	passed.catch(() => {});
	return { passed, clear: () => clearTimeout(timer) };
}

/** The refusal of a body; `what` says which of its sizes. */
export function tooLarge(limit: number, what: string): HttpError {
	return new HttpError(413, "body_too_large", `The body is larger than ${limit} bytes${what}. Send smaller batches.`);
}
