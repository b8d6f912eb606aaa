import { textLimits } from "../limits.ts";
import { Attributes } from "../otlp/attributes.ts";
import { columnText } from "../otlp/columnText.ts";
import { scopeRow } from "../otlp/sources.ts";
import { unchanged } from "../records/changed.ts";
import type { MetricSeries } from "../records/metric.ts";
import type { ResourceRecord, ScopeRecord } from "../records/resource.ts";
import { histogramType } from "./histogramFields.ts";
import { floatType } from "./metricTypes.ts";
import type { WrittenSeries } from "./remoteWrite.ts";
import type { SeriesLabels } from "./seriesLabels.ts";

/** The row of a series, with what is known of it so far. Its description is null where it has no metadata yet. */
export function seriesRow(
	seriesId: string,
	{ metadata, histograms: [histogram] }: WrittenSeries,
	{ metricName, json }: SeriesLabels,
	{ service, environment, resourceId }: ResourceRecord,
): MetricSeries {
	return {
		seriesId,
		metricName: columnText(metricName, textLimits.metricName) ?? "",
		...(histogram ? histogramType(histogram) : floatType(metricName, metadata?.type ?? 0)),
		unit: columnText(metadata?.unit, textLimits.unit) ?? "",
		description: metadata?.type ? (columnText(metadata.help, textLimits.description) ?? "") : null,
		service,
		environment,
		labels: json,
		// Prometheus's custom bounds may change from point to point.
		bucketBounds: null,
		resourceId,
		scopeId: REMOTE_WRITE_SCOPE.scopeId,
	};
}

/** Tells series that came by remote write from others. */
export const REMOTE_WRITE_SCOPE: ScopeRecord = scopeRow(
	{ name: "prometheus.remote_write", version: "", attributes: new Attributes(), droppedAttributesCount: 0 },
	"",
	unchanged(),
);
