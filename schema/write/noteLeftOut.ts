import { newAnHourLimits } from "../../core/limits.ts";
import type { TelemetryBatch } from "../../core/records/batch.ts";
import type { LeftOut } from "./withinHour.ts";

/** Contents and series that are too many for their services in this hour. */
export interface LeftOutOfBatch {
	templates: LeftOut[];
	series: LeftOut[];
}

/** Counts what of a batch that was written waits for another hour, and has its sender told so. */
export function noteLeftOut(batch: TelemetryBatch, { templates, series }: LeftOutOfBatch): void {
	const { changed, rejected, contents, series: described } = batch;
	const [template] = templates.filter(({ id }) => contents.has(id));
	if (template) {
		const ids = new Set(templates.map(({ id }) => id));
		for (const { templateId } of [...batch.logs, ...batch.spans]) {
			if (ids.has(templateId ?? "")) changed.template_shared += 1;
		}
		rejected.reason ??= `${fullService(template, "templates")}: further messages are stored under one that they share`;
	}
	const waiting = series.filter(({ id }) => described.has(id));
	if (!waiting[0]) return;
	changed.series_undescribed += waiting.length;
	rejected.reason ??= `${fullService(waiting[0], "series")}: points of further ones are stored, and found once these are known`;
}

function fullService({ service }: LeftOut, what: keyof typeof newAnHourLimits): string {
	return `service "${service}" has brought ${newAnHourLimits[what]} new ${what} in this hour`;
}
