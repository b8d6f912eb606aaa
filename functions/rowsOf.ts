import { z } from "zod";
import { boundTimes } from "../core/boundTimes.ts";
import { decodeLogs, decodeMetrics, decodeTraces } from "../core/otlp/decode.ts";
import type { OtlpEncoding } from "../core/otlp/encodeResponse.ts";
import { logRows } from "../core/otlp/logRows.ts";
import { metricRows } from "../core/otlp/metricRows.ts";
import { spanRows } from "../core/otlp/spanRows.ts";
import { pinoLogs } from "../core/pino/pinoLogs.ts";
import type { TelemetryBatch } from "../core/records/batch.ts";

/**
 * The rows that a request's bytes are, the same ones whenever they are asked for. Throws OtlpDecodeError where the bytes
 * are not what the format says.
 */
export function rowsOf(format: BodyFormat, body: Uint8Array, receivedAt: Date): TelemetryBatch {
	return boundTimes(sentRows(format, body, receivedAt), receivedAt);
}

function sentRows(format: BodyFormat, body: Uint8Array, receivedAt: Date): TelemetryBatch {
	switch (format.signal) {
		case "logs":
			return logRows(decodeLogs(body, format.encoding), { receivedAt });
		case "traces":
			return spanRows(decodeTraces(body, format.encoding), { receivedAt });
		case "metrics":
			return metricRows(decodeMetrics(body, format.encoding), { receivedAt });
		case "pino":
			return logRows(pinoLogs(body, format.defaults).request, { receivedAt });
	}
}

/** What has to be known besides a body's bytes to read them. */
export type BodyFormat = z.infer<typeof bodyFormat>;

const encoding: z.ZodType<OtlpEncoding> = z.enum(["protobuf", "json"]);

export const bodyFormat = z.discriminatedUnion("signal", [
	z.object({ signal: z.enum(["logs", "traces", "metrics"]), encoding }),
	z.object({
		signal: z.literal("pino"),
		defaults: z.object({ service: z.string().nullable(), environment: z.string().nullable() }),
	}),
]);
