import { contentId } from "../contentId.ts";
import { textLimits } from "../limits.ts";
import { emptyBatch, type TelemetryBatch } from "../records/batch.ts";
import type { Changed } from "../records/changed.ts";
import type { MetricSeries, MetricType, Temporality } from "../records/metric.ts";
import { columnText } from "./columnText.ts";
import { keptJson } from "./keptJson.ts";
import { exponentialFields, histogramFields, numberFields, summaryFields, type ValueFields } from "./metricFields.ts";
import { reject } from "./reject.ts";
import { resourceSource, scopeRow } from "./sources.ts";
import type { DataPoint } from "./tables/metricPoints.ts";
import type { Metric, MetricsRequest } from "./tables/metrics.ts";
import { timestamp, timestampOfDate } from "./timestamp.ts";

/** Rows of an export request of metrics. A point without a time of its own gets `receivedAt`. */
export function metricRows(request: MetricsRequest, { receivedAt }: { receivedAt: Date }): TelemetryBatch {
	const batch = emptyBatch();
	const now = timestampOfDate(receivedAt);
	for (const { resource, scopeMetrics, schemaUrl } of request.resourceMetrics) {
		const { row } = resourceSource(resource, schemaUrl, batch.changed);
		batch.resources.set(row.resourceId, row);
		for (const block of scopeMetrics) {
			const scope = scopeRow(block.scope, block.schemaUrl, batch.changed);
			batch.scopes.set(scope.scopeId, scope);
			for (const metric of block.metrics) {
				addMetric(metric, {
					batch,
					now,
					metricName: columnText(metric.name, textLimits.metricName) ?? "",
					unit: columnText(metric.unit, textLimits.unit) ?? "",
					description: columnText(metric.description, textLimits.description),
					service: row.service,
					environment: row.environment,
					resourceId: row.resourceId,
					scopeId: scope.scopeId,
				});
			}
		}
	}
	return batch;
}

/** What all points of a metric share, and where their rows go. */
interface MetricContext
	extends Pick<
		MetricSeries,
		"metricName" | "unit" | "description" | "service" | "environment" | "resourceId" | "scopeId"
	> {
	batch: TelemetryBatch;
	now: string;
}

/** A metric should hold points of one kind; where a sender sets several, none is lost. */
function addMetric(metric: Metric, context: MetricContext): void {
	const { gauge, sum, histogram, exponentialHistogram, summary } = metric;
	if (gauge) addPoints(context, gauge.dataPoints, "gauge", null, numberFields);
	if (sum) {
		const type = sum.isMonotonic ? "counter" : "updowncounter";
		addPoints(context, sum.dataPoints, type, temporalityOf(sum), numberFields);
	}
	if (histogram) addPoints(context, histogram.dataPoints, "histogram", temporalityOf(histogram), histogramFields);
	if (exponentialHistogram) {
		const { dataPoints } = exponentialHistogram;
		addPoints(context, dataPoints, "exponential_histogram", temporalityOf(exponentialHistogram), exponentialFields);
	}
	if (summary) addPoints(context, summary.dataPoints, "summary", null, summaryFields);
}

const TEMPORALITIES: readonly (Temporality | null)[] = [null, "delta", "cumulative"];

function temporalityOf({ aggregationTemporality }: { aggregationTemporality: number }): Temporality | null {
	return TEMPORALITIES[aggregationTemporality] ?? null;
}

/** `fieldsOf` gives a point's values, or the reason why it cannot be taken. */
function addPoints<Point extends DataPoint & { explicitBounds?: number[] }>(
	context: MetricContext,
	points: Point[],
	metricType: MetricType,
	temporality: Temporality | null,
	fieldsOf: (point: Point, changed: Changed) => ValueFields | string,
): void {
	const { batch, now } = context;
	for (const point of points) {
		const fields = fieldsOf(point, batch.changed);
		if (typeof fields === "string") {
			reject(batch, `metric "${context.metricName}": ${fields}`);
			continue;
		}
		if (point.timeUnixNano === 0n) batch.timed = false;
		batch.points.push({
			timestamp: point.timeUnixNano === 0n ? now : timestamp(point.timeUnixNano),
			seriesId: addSeries(context, point, metricType, temporality),
			startTimestamp: point.startTimeUnixNano === 0n ? null : timestamp(point.startTimeUnixNano),
			...fields,
		});
	}
}

function addSeries(
	{ batch, metricName, unit, description, service, environment, resourceId, scopeId }: MetricContext,
	point: DataPoint & { explicitBounds?: number[] },
	metricType: MetricType,
	temporality: Temporality | null,
): string {
	const { whole, kept: labels } = keptJson(point.attributes, 0, batch.changed);
	const bucketBounds = point.explicitBounds?.length ? point.explicitBounds : null;
	const seriesId = contentId(
		"series",
		metricName,
		metricType,
		temporality ?? "",
		unit,
		whole,
		bucketBounds?.join() ?? "",
		resourceId,
		scopeId,
	);
	if (!batch.series.has(seriesId)) {
		batch.series.set(seriesId, {
			seriesId,
			metricName,
			metricType,
			temporality,
			unit,
			description,
			service,
			environment,
			labels,
			bucketBounds,
			resourceId,
			scopeId,
		});
	}
	return seriesId;
}
