import { HttpError } from "./httpError.ts";
import { httpLimits } from "./httpLimits.ts";

/** Reads a request's body within the limit. */
export async function readBody(request: Request): Promise<Uint8Array> {
	if (request.headers.has("content-encoding")) {
		throw new HttpError(415, "unsupported_encoding", "Send the body without a Content-Encoding.");
	}
	const length = request.headers.get("content-length");
	if (Number(length) > httpLimits.bodyBytes) throw tooLarge();
	// Node's parser holds it to its length.
	return length === null ? collect(request) : new Uint8Array(await request.arrayBuffer());
}

async function collect({ body }: Request): Promise<Uint8Array> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	// Not cancelled: who sends too much could not read why.
	for await (const chunk of body?.values({ preventCancel: true }) ?? []) {
		size += chunk.byteLength;
		if (size > httpLimits.bodyBytes) throw tooLarge();
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}

function tooLarge(): HttpError {
	const detail = `The body is larger than ${httpLimits.bodyBytes} bytes. Send fewer texts, or shorter ones: a model reads some thousand characters.`;
	return new HttpError(413, "body_too_large", detail);
}
