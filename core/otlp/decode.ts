import type { OtlpEncoding } from "./encodeResponse.ts";
import { ItemBudget } from "./itemBudget.ts";
import type { MessageTable } from "./messageTable.ts";
import { OtlpDecodeError } from "./otlpDecodeError.ts";
import { OtlpReader } from "./otlpReader.ts";
import { parseJson } from "./parseJson.ts";
import { readJson } from "./readJson.ts";
import { readProtobuf } from "./readProtobuf.ts";
import { type LogsRequest, logsRequest } from "./tables/logs.ts";
import { type MetricsRequest, metricsRequest } from "./tables/metrics.ts";
import { type TracesRequest, tracesRequest } from "./tables/traces.ts";

export { OtlpDecodeError };

/** Decodes the body of `POST /v1/logs`. Throws OtlpDecodeError where it is malformed. */
export function decodeLogs(body: Uint8Array, encoding: OtlpEncoding): LogsRequest {
	return decode(body, encoding, logsRequest);
}

/** Decodes the body of `POST /v1/traces`. Throws OtlpDecodeError where it is malformed. */
export function decodeTraces(body: Uint8Array, encoding: OtlpEncoding): TracesRequest {
	return decode(body, encoding, tracesRequest);
}

/** Decodes the body of `POST /v1/metrics`. Throws OtlpDecodeError where it is malformed. */
export function decodeMetrics(body: Uint8Array, encoding: OtlpEncoding): MetricsRequest {
	return decode(body, encoding, metricsRequest);
}

function decode<Message extends object>(
	body: Uint8Array,
	encoding: OtlpEncoding,
	table: MessageTable<Message>,
): Message {
	const budget = new ItemBudget();
	if (encoding === "json") return readJson(parseJson(body), table, budget);
	return readProtobuf(new OtlpReader(body), body.length, table, budget);
}
