import type { Context } from "hono";
import { SnappyError, uncompress, uncompressedLength } from "../core/prometheus/snappyBlock.ts";
import { HttpError } from "./httpError.ts";
import type { RequestLimits } from "./limits.ts";
import { collectBody, tooLarge } from "./readBody.ts";
import type { AppTypes } from "./services.ts";

/** Reads a body that is a snappy block, as remote write's senders say or, the oldest of them, do not say. */
export async function readSnappy(c: Context<AppTypes>, limits: RequestLimits): Promise<Uint8Array> {
	const encoding = c.req.header("content-encoding")?.trim().toLowerCase() || "snappy";
	if (encoding !== "snappy") {
		throw new HttpError(
			415,
			"unsupported_encoding",
			`Content-Encoding "${encoding}" is not supported. Send snappy, in its block format.`,
			{ headers: { "accept-encoding": "snappy" } },
		);
	}
	const block = await collectBody(c, limits);
	try {
		// The header is the sender's word: nothing is allocated for it before it is known to be modest.
		if (uncompressedLength(block) > limits.inflatedBytes) throw tooLarge(limits.inflatedBytes, " after inflation");
		return uncompress(block);
	} catch (error) {
		if (!(error instanceof SnappyError)) throw error;
		throw new HttpError(400, "broken_encoding", `The body is not valid snappy: ${error.message}.`, { cause: error });
	}
}
