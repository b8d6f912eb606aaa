import { type Context, Hono } from "hono";
import { OtlpDecodeError } from "../../core/otlp/decode.ts";
import { encodeExportResponse, type OtlpEncoding, type OtlpSignal } from "../../core/otlp/encodeResponse.ts";
import { authorize } from "../authorize.ts";
import { HttpError } from "../httpError.ts";
import { ingest } from "../ingest.ts";
import { readBody } from "../readBody.ts";
import { rowsOf } from "../rowsOf.ts";
import type { AppTypes } from "../services.ts";

/** OTLP/HTTP: https://opentelemetry.io/docs/specs/otlp/#otlphttp */
export const otlpRoutes = new Hono<AppTypes>();

for (const signal of ["logs", "traces", "metrics"] as const) {
	otlpRoutes.post(`/v1/${signal}`, authorize("ingest"), (c) => accept(c, signal));
}

async function accept(c: Context<AppTypes>, signal: OtlpSignal): Promise<Response> {
	const encoding = encodingOf(c);
	const body = await readBody(c, c.env.services.limits);
	const format = { signal, encoding };
	const { batch } = await ingest(c, {
		signal,
		body,
		format,
		decode: (receivedAt) => ({ batch: decode(() => rowsOf(format, body, receivedAt)) }),
	});
	return new Response(encodeExportResponse(signal, encoding, batch.rejected), {
		headers: { "content-type": CONTENT_TYPES[encoding] },
	});
}

const CONTENT_TYPES: Record<OtlpEncoding, string> = {
	protobuf: "application/x-protobuf",
	json: "application/json",
};

function encodingOf(c: Context): OtlpEncoding {
	const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
	if (type === "application/x-protobuf") return "protobuf";
	if (type === "application/json") return "json";
	throw new HttpError(
		415,
		"unsupported_media_type",
		`Content-Type "${type ?? ""}" is not OTLP. Send application/x-protobuf or application/json.`,
		{ headers: { "accept-post": "application/x-protobuf, application/json" } },
	);
}

function decode<Result>(work: () => Result): Result {
	try {
		return work();
	} catch (error) {
		if (error instanceof OtlpDecodeError) throw new HttpError(400, "invalid_otlp", error.message, { cause: error });
		throw error;
	}
}
