import { contentId } from "../../../core/contentId.ts";
import { emptyBatch, type TelemetryBatch } from "../../../core/records/batch.ts";
import type { LogRecord } from "../../../core/records/log.ts";
import { contentOf } from "../../../core/templates/logContent.ts";
import { logRow, pointRow, seriesRow, spanRow } from "../../support/telemetry.ts";
import { chanceOf } from "./chance.ts";
import type { SyntheticIncident } from "./incident.ts";
import type { SimulatedSpan } from "./simulate.ts";

export const SIGNALS = ["metrics", "traces", "logs"] as const;
export type Signal = (typeof SIGNALS)[number];

/** The rows of an incident, as if it had begun at `startMs`, in an environment of its own; only of these signals. */
export function batchOfIncident(
	incident: SyntheticIncident,
	startMs: number,
	environment: string,
	signals: readonly Signal[],
): TelemetryBatch {
	const batch = emptyBatch();
	const timestamp = (ms: number) => new Date(startMs + ms).toISOString().replace("Z", "000Z");
	const resourceOf = (service: string) => contentId("resource", service, environment);
	for (const { name } of incident.services) {
		const resourceId = resourceOf(name);
		batch.resources.set(resourceId, {
			resourceId,
			service: name,
			environment,
			hostname: null,
			attributes: "{}",
			schemaUrl: null,
		});
	}
	const of = (service: string) => ({ service, environment, resourceId: resourceOf(service) });
	if (signals.includes("metrics")) addMetrics(batch, incident, of, timestamp);
	if (signals.includes("traces")) addSpans(batch, incident, of, timestamp, environment);
	if (signals.includes("logs")) addLogs(batch, incident, of, timestamp);
	return batch;
}

type Of = (service: string) => { service: string; environment: string; resourceId: string };
type Timestamp = (ms: number) => string;

function addMetrics(batch: TelemetryBatch, { gauges, stepMs }: SyntheticIncident, of: Of, timestamp: Timestamp): void {
	for (const { service, name, values } of gauges) {
		const seriesId = contentId(service, name, of(service).environment);
		batch.series.set(seriesId, seriesRow({ seriesId, metricName: name, ...of(service) }));
		for (const [step, value] of values.entries()) {
			batch.points.push(pointRow({ seriesId, timestamp: timestamp((step + 1) * stepMs), value }));
		}
	}
}

function addSpans(
	batch: TelemetryBatch,
	{ spans, hasClientSpans }: SyntheticIncident,
	of: Of,
	timestamp: Timestamp,
	environment: string,
): void {
	const byId = new Map(spans.map((span) => [`${span.trace} ${span.id}`, span]));
	const hidden = ({ kind, peer }: SimulatedSpan) => !hasClientSpans && kind === "client" && !peer?.endsWith("-db");
	const parentOf = ({ trace, parent }: SimulatedSpan): number | null => {
		const above = byId.get(`${trace} ${parent}`);
		return above && hidden(above) ? above.parent : parent;
	};
	const hex = (id: number) => id.toString(16).padStart(16, "0");
	for (const span of spans) {
		if (hidden(span)) continue;
		const parent = parentOf(span);
		const content = span.error === null ? null : contentOf("span", `${span.name}: ${span.error}`);
		if (content) batch.contents.set(content.contentId, content);
		batch.spans.push(
			spanRow({
				...of(span.service),
				traceId: contentHex(environment) + hex(span.trace),
				spanId: hex(span.id),
				parentSpanId: parent === null ? null : hex(parent),
				operationName: span.name,
				kind: span.kind,
				timestamp: timestamp(span.startMs),
				durationNs: String(Math.round((span.endMs - span.startMs) * 1e6)),
				status: span.error === null ? "unset" : "error",
				statusMessage: span.error,
				attributes: span.peer === null ? "{}" : JSON.stringify({ "server.address": span.peer }),
				templateId: content?.contentId ?? null,
			}),
		);
	}
}

function contentHex(text: string): string {
	return BigInt.asUintN(64, BigInt(contentId("environment", text)))
		.toString(16)
		.padStart(16, "0");
}

function addLogs(batch: TelemetryBatch, { logged, seed }: SyntheticIncident, of: Of, timestamp: Timestamp): void {
	const chance = chanceOf(seed + 1);
	for (const span of logged) {
		const [level, message] = lineOf(span, chance.happens(0.1)) ?? [];
		if (!level || message === undefined) continue;
		const content = contentOf("log", message);
		batch.contents.set(content.contentId, content);
		const stack = span.thrown ? `Error: ${span.error}\n    at handle (/app/${span.service}.js:42:7)` : null;
		batch.logs.push(
			logRow({
				...of(span.service),
				timestamp: timestamp(span.endMs),
				level,
				message,
				templateId: content.contentId,
				errorStack: stack,
			}),
		);
	}
}

/** What is logged of a span: each failure, and some of what went well. */
function lineOf(
	{ kind, service, error, peer, thrown, startMs, endMs }: SimulatedSpan,
	told: boolean,
): [LogRecord["level"], string] | null {
	if (kind === "client" && error !== null) return ["warn", `call to ${peer} failed: ${error}`];
	if (kind !== "server") return null;
	if (thrown) return ["error", `Unexpected state in ${service}: value of item ${Math.round(startMs)} is undefined`];
	if (error !== null) return ["error", `request failed with status 500 after ${Math.round(endMs - startMs)} ms`];
	return told ? ["info", `${service} answered in ${Math.round(endMs - startMs)} ms`] : null;
}
