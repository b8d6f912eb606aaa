import { contentId } from "../../core/contentId.ts";
import { emptyBatch, type TelemetryBatch } from "../../core/records/batch.ts";
import type { LogRecord } from "../../core/records/log.ts";
import type { MetricPoint, MetricSeries } from "../../core/records/metric.ts";
import type { SpanRecord } from "../../core/records/span.ts";

/** Rows for tests that are about the database: valid, with every optional column empty unless given. */
export function logRow(given: Partial<LogRecord> = {}): LogRecord {
	const message = given.message ?? "hello";
	return {
		timestamp: "2026-01-02T03:04:05.000000Z",
		observedTimestamp: null,
		service: "shop",
		environment: "production",
		hostname: null,
		requestId: null,
		userId: null,
		level: "info",
		severityNumber: null,
		severityText: null,
		message,
		loggerName: null,
		eventName: null,
		context: "{}",
		errorType: null,
		errorMessage: null,
		errorStack: null,
		clientErrors: null,
		traceId: null,
		spanId: null,
		templateId: contentId("log", message),
		resourceId: "1",
		scopeId: "1",
		...given,
	};
}

export function spanRow(given: Partial<SpanRecord> = {}): SpanRecord {
	return {
		timestamp: "2026-01-02T03:04:05.000000Z",
		traceId: "0af7651916cd43dd8448eb211c80319c",
		spanId: "b7ad6b7169203331",
		parentSpanId: null,
		traceState: null,
		service: "shop",
		environment: "production",
		operationName: "GET /cart",
		kind: "server",
		durationNs: "1500000",
		status: "unset",
		statusMessage: null,
		requestId: null,
		attributes: "{}",
		events: null,
		links: null,
		templateId: null,
		resourceId: "1",
		scopeId: "1",
		...given,
	};
}

export function seriesRow(given: Partial<MetricSeries> = {}): MetricSeries {
	const metricName = given.metricName ?? "queue.length";
	return {
		seriesId: contentId(metricName),
		metricName,
		metricType: "gauge",
		temporality: null,
		unit: "1",
		description: null,
		service: "shop",
		environment: "production",
		labels: "{}",
		bucketBounds: null,
		resourceId: "1",
		scopeId: "1",
		...given,
	};
}

export function pointRow(given: Partial<MetricPoint> = {}): MetricPoint {
	return {
		timestamp: "2026-01-02T03:04:05.000000Z",
		seriesId: contentId("queue.length"),
		startTimestamp: null,
		value: null,
		count: null,
		sum: null,
		min: null,
		max: null,
		bucketCounts: null,
		exponential: null,
		quantiles: null,
		exemplars: null,
		...given,
	};
}

/** A batch of these rows, with the sources and contents that they refer to. */
export function batchOf(
	rows: Partial<Pick<TelemetryBatch, "logs" | "spans" | "points">> & { series?: MetricSeries[] },
): TelemetryBatch {
	const batch = emptyBatch();
	batch.resources.set("1", {
		resourceId: "1",
		service: "shop",
		environment: "production",
		hostname: null,
		attributes: '{"service.name": "shop"}',
		schemaUrl: null,
	});
	batch.scopes.set("1", { scopeId: "1", name: "test", version: "1.0.0", attributes: "{}", schemaUrl: null });
	for (const series of rows.series ?? []) batch.series.set(series.seriesId, series);
	batch.logs.push(...(rows.logs ?? []));
	batch.spans.push(...(rows.spans ?? []));
	batch.points.push(...(rows.points ?? []));
	for (const { templateId, message } of batch.logs) {
		batch.contents.set(templateId, { contentId: templateId, kind: "log", content: message });
	}
	for (const { templateId, statusMessage } of batch.spans) {
		if (templateId)
			batch.contents.set(templateId, { contentId: templateId, kind: "span", content: statusMessage ?? "" });
	}
	return batch;
}
