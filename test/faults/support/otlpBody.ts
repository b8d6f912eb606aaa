import { randomBytes } from "node:crypto";
import type { Signal } from "./sent.ts";

/** The service whose telemetry it is, so that Vagus's own is not counted. */
export const SERVICE = "under-faults";

/** An OTLP JSON body of records that each carry an id where a query finds it. */
export function otlpBody(signal: Signal, ids: string[]): string {
	return JSON.stringify(BODIES[signal](ids, String(BigInt(Date.now()) * 1_000_000n)));
}

const resource = { attributes: [{ key: "service.name", value: { stringValue: SERVICE } }] };

const BODIES: Record<Signal, (ids: string[], nanos: string) => unknown> = {
	logs: (ids, timeUnixNano) => {
		const logRecords = ids.map((id) => ({ timeUnixNano, body: { stringValue: id } }));
		return { resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] };
	},
	traces: (ids, nanos) => {
		const spans = ids.map((name) => ({
			traceId: randomBytes(16).toString("hex"),
			spanId: randomBytes(8).toString("hex"),
			name,
			startTimeUnixNano: nanos,
			endTimeUnixNano: nanos,
		}));
		return { resourceSpans: [{ resource, scopeSpans: [{ spans }] }] };
	},
	metrics: (ids, timeUnixNano) => {
		const dataPoints = ids.map((id) => ({
			timeUnixNano,
			asDouble: 1,
			attributes: [{ key: "id", value: { stringValue: id } }],
		}));
		return { resourceMetrics: [{ resource, scopeMetrics: [{ metrics: [{ name: "sent", gauge: { dataPoints } }] }] }] };
	},
};
