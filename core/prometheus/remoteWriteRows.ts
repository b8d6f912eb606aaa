import { contentId } from "../contentId.ts";
import { textLimits } from "../limits.ts";
import { emptyBatch, type TelemetryBatch } from "../records/batch.ts";
import type { ExemplarRecord } from "../records/exemplar.ts";
import type { MetricMetadata } from "../records/metricMetadata.ts";
import { type TimeBounds, timeBounds } from "../timeBounds.ts";
import { checkTexts } from "./checkTexts.ts";
import { exemplarJson } from "./exemplarJson.ts";
import { familyMetadata } from "./familyMetadata.ts";
import { histogramPoint, samplePoint } from "./points.ts";
import type { RemoteWrite, WrittenSeries } from "./remoteWrite.ts";
import { type SeriesLabels, seriesLabels } from "./seriesLabels.ts";
import { REMOTE_WRITE_SCOPE, seriesRow } from "./seriesRow.ts";
import { targetResources } from "./targetResources.ts";
import { NO_TIME, timestampOfMillis } from "./timestampOfMillis.ts";

/** Rows of a remote-write request. */
export interface RemoteWriteRows {
	batch: TelemetryBatch;
	exemplars: ExemplarRecord[];
	metadata: MetricMetadata[];
	/** How many of the points were samples, and how many native histograms. */
	samples: number;
	histograms: number;
}

/**
 * Turns a remote-write request into rows. What cannot be taken is counted as rejected, the rest is taken. Throws
 * OtlpDecodeError where the texts of all series together are beyond the limit.
 */
export function remoteWriteRows(request: RemoteWrite, { receivedAt }: { receivedAt: Date }): RemoteWriteRows {
	checkTexts(request);
	const metadata = request.families.flatMap(familyMetadata);
	const rows: RemoteWriteRows = { batch: emptyBatch(), exemplars: [], metadata, samples: 0, histograms: 0 };
	const resourceOf = targetResources();
	const bounds = timeBounds(receivedAt);
	for (const series of request.series) {
		const labels = seriesLabels(series.labels);
		if (typeof labels === "string") rejectSeries(rows.batch, series, labels);
		else addSeries(rows, series, labels, resourceOf, bounds);
	}
	return rows;
}

function rejectSeries(batch: TelemetryBatch, { samples, histograms, exemplars }: WrittenSeries, reason: string): void {
	reject(batch, samples.length + histograms.length + exemplars.length, reason);
}

function reject(batch: TelemetryBatch, count: number, reason: string): void {
	batch.rejected.count += count;
	batch.rejected.reason ??= reason;
}

function addSeries(
	rows: RemoteWriteRows,
	series: WrittenSeries,
	labels: SeriesLabels,
	resourceOf: ReturnType<typeof targetResources>,
	bounds: TimeBounds,
): void {
	// A series is its labels, as in Prometheus: its type, unit and help may become known later.
	const seriesId = contentId("prometheus series", labels.metricName, labels.json);
	const before = rows.samples + rows.histograms;
	rows.samples += addPoints(rows.batch, labels, series.samples, (sample) => samplePoint(seriesId, sample, bounds));
	rows.histograms += addPoints(rows.batch, labels, series.histograms, (histogram) =>
		histogramPoint(seriesId, histogram, bounds),
	);
	for (const exemplar of series.exemplars) {
		const timestamp = timestampOfMillis(exemplar.timestamp);
		if (timestamp === null) reject(rows.batch, 1, `metric ${nameOf(labels)}: an exemplar's ${NO_TIME}`);
		else rows.exemplars.push({ seriesId, timestamp, exemplar: exemplarJson(exemplar, timestamp, rows.batch.changed) });
	}
	const { resources, scopes, series: known } = rows.batch;
	if (rows.samples + rows.histograms === before || known.has(seriesId)) return;
	const resource = resourceOf(labels.values);
	resources.set(resource.resourceId, resource);
	scopes.set(REMOTE_WRITE_SCOPE.scopeId, REMOTE_WRITE_SCOPE);
	known.set(seriesId, seriesRow(seriesId, series, labels, resource));
}

/** Adds the points of what can be taken; returns how many they are. */
function addPoints<Sent>(
	batch: TelemetryBatch,
	labels: SeriesLabels,
	sent: Sent[],
	pointOf: (item: Sent) => TelemetryBatch["points"][number] | string,
): number {
	let taken = 0;
	for (const item of sent) {
		const point = pointOf(item);
		if (typeof point === "string") {
			reject(batch, 1, `metric ${nameOf(labels)}: ${point}`);
			continue;
		}
		batch.points.push(point);
		taken += 1;
	}
	return taken;
}

function nameOf({ metricName }: SeriesLabels): string {
	return metricName.slice(0, textLimits.metricName);
}
