import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

export type OtlpEncoding = "protobuf" | "json";
export type OtlpSignal = "logs" | "traces" | "metrics";
/** A response's body: text or bytes. */
export type OtlpBody = string | Uint8Array<ArrayBuffer>;

/**
 * Body of the 200 that answers an export: empty (`{}` in JSON) where everything was taken, else a partial success.
 * https://opentelemetry.io/docs/specs/otlp/#otlphttp-response
 */
export function encodeExportResponse(
	signal: OtlpSignal,
	encoding: OtlpEncoding,
	rejected: { count: number; reason: string | null },
): OtlpBody {
	const { count } = rejected;
	const errorMessage = (rejected.reason ?? "").toWellFormed();
	const full = count === 0 && errorMessage === "";
	if (encoding === "json") {
		return JSON.stringify(full ? {} : { partialSuccess: { [REJECTED[signal]]: String(count), errorMessage } });
	}
	const writer = new BinaryWriter();
	if (full) return writer.finish();
	writer.tag(1, WireType.LengthDelimited).fork();
	if (count !== 0) writer.tag(1, WireType.Varint).int64(count);
	if (errorMessage) writer.tag(2, WireType.LengthDelimited).string(errorMessage);
	return writer.join().finish();
}

/**
 * Body of a refusal: google.rpc.Status with one of google.rpc.Code's numbers.
 * https://github.com/googleapis/googleapis/blob/master/google/rpc/status.proto
 */
export function encodeStatus(encoding: OtlpEncoding, code: number, message: string): OtlpBody {
	const sound = message.toWellFormed();
	if (encoding === "json") return JSON.stringify({ code, message: sound });
	const writer = new BinaryWriter();
	if (code !== 0) writer.tag(1, WireType.Varint).int32(code);
	if (sound) writer.tag(2, WireType.LengthDelimited).string(sound);
	return writer.finish();
}

/** Name of the count in ExportLogsPartialSuccess and its sisters. */
const REJECTED: Record<OtlpSignal, string> = {
	logs: "rejectedLogRecords",
	traces: "rejectedSpans",
	metrics: "rejectedDataPoints",
};
