// opentelemetry-proto 1.x: logs/v1/logs.proto.
import { type AnyValue, Attributes } from "../attributes.ts";
import { many, message, one } from "../messageTable.ts";
import { enumeration, fixed32, fixed64, id, text, uint32 } from "../scalars.ts";
import { type InstrumentationScope, instrumentationScope, type Resource, resource } from "./common.ts";

export interface LogRecordMessage {
	timeUnixNano: bigint;
	observedTimeUnixNano: bigint;
	severityNumber: number;
	severityText: string;
	body: AnyValue;
	attributes: Attributes;
	droppedAttributesCount: number;
	flags: number;
	traceId: string;
	spanId: string;
	eventName: string;
}

export interface ScopeLogs {
	scope: InstrumentationScope | null;
	logRecords: LogRecordMessage[];
	schemaUrl: string;
}

export interface ResourceLogs {
	resource: Resource | null;
	scopeLogs: ScopeLogs[];
	schemaUrl: string;
}

export interface LogsRequest {
	resourceLogs: ResourceLogs[];
}

const severities = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"].flatMap((level, index) =>
	["", "2", "3", "4"].map((step, offset): [string, number] => [
		`SEVERITY_NUMBER_${level}${step}`,
		index * 4 + offset + 1,
	]),
);

const logRecord = message<LogRecordMessage>(
	"LogRecord",
	() => ({
		timeUnixNano: 0n,
		observedTimeUnixNano: 0n,
		severityNumber: 0,
		severityText: "",
		body: null,
		attributes: new Attributes(),
		droppedAttributesCount: 0,
		flags: 0,
		traceId: "",
		spanId: "",
		eventName: "",
	}),
	{
		timeUnixNano: one(1, fixed64),
		severityNumber: one(2, enumeration({ SEVERITY_NUMBER_UNSPECIFIED: 0, ...Object.fromEntries(severities) })),
		severityText: one(3, text),
		body: one(5, "value"),
		attributes: one(6, "attributes"),
		droppedAttributesCount: one(7, uint32),
		flags: one(8, fixed32),
		traceId: one(9, id),
		spanId: one(10, id),
		observedTimeUnixNano: one(11, fixed64),
		eventName: one(12, text),
	},
);

const scopeLogs = message<ScopeLogs>("ScopeLogs", () => ({ scope: null, logRecords: [], schemaUrl: "" }), {
	scope: one(1, instrumentationScope),
	logRecords: many(2, logRecord),
	schemaUrl: one(3, text),
});

const resourceLogs = message<ResourceLogs>("ResourceLogs", () => ({ resource: null, scopeLogs: [], schemaUrl: "" }), {
	resource: one(1, resource),
	scopeLogs: many(2, scopeLogs),
	schemaUrl: one(3, text),
});

export const logsRequest = message<LogsRequest>("ExportLogsServiceRequest", () => ({ resourceLogs: [] }), {
	resourceLogs: many(1, resourceLogs),
});
