import type { Context } from "hono";
import { HttpError } from "./httpError.ts";
import type { RequestLimits } from "./limits.ts";

/** Reads a request's body, inflated where it was sent compressed, within the limits. */
export async function readBody(c: Context, limits: RequestLimits): Promise<Uint8Array<ArrayBuffer>> {
	const encoding = c.req.header("content-encoding")?.trim().toLowerCase() ?? "identity";
	const format = FORMATS.get(encoding);
	if (format === undefined) {
		throw new HttpError(
			415,
			"unsupported_encoding",
			`Content-Encoding "${encoding}" is not supported. Send gzip, or none.`,
		);
	}
	if (Number(c.req.header("content-length") ?? 0) > limits.bodyBytes) throw tooLarge(limits.bodyBytes, "");
	const stream = c.req.raw.body;
	if (!stream) return new Uint8Array();
	const sent = await collect(stream, limits.bodyBytes, "");
	if (format === null) return sent;
	try {
		const inflated = new Blob([sent]).stream().pipeThrough(new DecompressionStream(format));
		return await collect(inflated, limits.inflatedBytes, " after inflation");
	} catch (error) {
		if (error instanceof HttpError) throw error;
		throw new HttpError(400, "broken_encoding", `The body is not valid ${encoding}.`, { cause: error });
	}
}

const FORMATS = new Map<string, "gzip" | "deflate" | null>([
	["identity", null],
	["gzip", "gzip"],
	["x-gzip", "gzip"],
	["deflate", "deflate"],
]);

async function collect(
	stream: ReadableStream<Uint8Array>,
	limit: number,
	what: string,
): Promise<Uint8Array<ArrayBuffer>> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	// Leaving the loop early cancels the stream, so a bomb is not inflated further.
	for await (const chunk of stream) {
		size += chunk.byteLength;
		if (size > limit) throw tooLarge(limit, what);
		chunks.push(chunk);
	}
	const body = new Uint8Array(size);
	let offset = 0;
	for (const chunk of chunks) {
		body.set(chunk, offset);
		offset += chunk.byteLength;
	}
	return body;
}

function tooLarge(limit: number, what: string): HttpError {
	return new HttpError(413, "body_too_large", `The body is larger than ${limit} bytes${what}. Send smaller batches.`);
}
