import { BinaryReader } from "@bufbuild/protobuf/wire";
import {
	JsonLogsSerializer,
	JsonTraceSerializer,
	ProtobufLogsSerializer,
	ProtobufMetricsSerializer,
	ProtobufTraceSerializer,
} from "@opentelemetry/otlp-transformer";
import { describe, expect, it } from "vitest";
import { encodeExportResponse, encodeStatus } from "./encodeResponse.ts";

const bytesOf = (body: string | Uint8Array) => (typeof body === "string" ? new TextEncoder().encode(body) : body);
const none = { count: 0, reason: null };
const three = { count: 3, reason: "no trace id" };

describe("encodeExportResponse", () => {
	it("is empty where everything was taken", () => {
		expect(encodeExportResponse("logs", "json", none)).toBe("{}");
		expect(encodeExportResponse("logs", "protobuf", none)).toHaveLength(0);
	});

	it("tells a real SDK how many records were rejected, and why", () => {
		const protobuf = (signal: "logs" | "traces" | "metrics") =>
			bytesOf(encodeExportResponse(signal, "protobuf", three));
		expect(ProtobufLogsSerializer.deserializeResponse(protobuf("logs")).partialSuccess).toMatchObject({
			errorMessage: "no trace id",
			rejectedLogRecords: 3,
		});
		expect(ProtobufTraceSerializer.deserializeResponse(protobuf("traces")).partialSuccess).toMatchObject({
			rejectedSpans: 3,
		});
		expect(ProtobufMetricsSerializer.deserializeResponse(protobuf("metrics")).partialSuccess).toMatchObject({
			rejectedDataPoints: 3,
		});
		const json = bytesOf(encodeExportResponse("traces", "json", three));
		expect(JsonTraceSerializer.deserializeResponse(json)).toEqual({
			partialSuccess: { rejectedSpans: "3", errorMessage: "no trace id" },
		});
	});

	it("carries a warning where nothing was rejected", () => {
		const body = bytesOf(encodeExportResponse("logs", "json", { count: 0, reason: "slow down" }));
		expect(JsonLogsSerializer.deserializeResponse(body)).toEqual({
			partialSuccess: { rejectedLogRecords: "0", errorMessage: "slow down" },
		});
	});
});

describe("encodeStatus", () => {
	it("is google.rpc.Status in both encodings", () => {
		expect(JSON.parse(String(encodeStatus("json", 3, "bad \ud800")))).toEqual({ code: 3, message: "bad \ufffd" });
		const reader = new BinaryReader(bytesOf(encodeStatus("protobuf", 3, "bad \ud800")));
		expect([reader.tag()[0], reader.int32(), reader.tag()[0], reader.string()]).toEqual([1, 3, 2, "bad \ufffd"]);
	});
});
