import { type Context, Hono } from "hono";
import { decodeLogs, decodeMetrics, decodeTraces, OtlpDecodeError } from "../../core/otlp/decode.ts";
import { encodeExportResponse, type OtlpEncoding, type OtlpSignal } from "../../core/otlp/encodeResponse.ts";
import { logRows } from "../../core/otlp/logRows.ts";
import { metricRows } from "../../core/otlp/metricRows.ts";
import { spanRows } from "../../core/otlp/spanRows.ts";
import type { TelemetryBatch } from "../../core/records/batch.ts";
import { authorize } from "../authorize.ts";
import { HttpError } from "../httpError.ts";
import { ingest } from "../ingest.ts";
import { readBody } from "../readBody.ts";
import type { AppTypes } from "../services.ts";

type ToRows = (body: Uint8Array, encoding: OtlpEncoding, receivedAt: Date) => TelemetryBatch;

const signals: Record<OtlpSignal, ToRows> = {
	logs: (body, encoding, receivedAt) => logRows(decodeLogs(body, encoding), { receivedAt }),
	traces: (body, encoding, receivedAt) => spanRows(decodeTraces(body, encoding), { receivedAt }),
	metrics: (body, encoding, receivedAt) => metricRows(decodeMetrics(body, encoding), { receivedAt }),
};

/** OTLP/HTTP: https://opentelemetry.io/docs/specs/otlp/#otlphttp */
export const otlpRoutes = new Hono<AppTypes>();

for (const [signal, toRows] of Object.entries(signals) as [OtlpSignal, ToRows][]) {
	otlpRoutes.post(`/v1/${signal}`, authorize("ingest"), (c) => accept(c, signal, toRows));
}

async function accept(c: Context<AppTypes>, signal: OtlpSignal, toRows: ToRows): Promise<Response> {
	const { limits, now } = c.env.services;
	const encoding = encodingOf(c);
	const body = await readBody(c, limits);
	const { batch } = await ingest(c, {
		signal,
		body,
		decode: () => ({ batch: decode(() => toRows(body, encoding, now())) }),
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
