import type { TelemetryBatch } from "../../core/records/batch.ts";
import type { Content } from "../../core/records/content.ts";
import { sharedContent } from "../../core/templates/sharedContent.ts";
import type { Connection } from "../database.ts";
import { insertContents, insertSaidContents } from "./contents.ts";
import type { LeftOut } from "./withinHour.ts";
import { writeRows } from "./writeRows.ts";

/** Rows whose contents are written, and what they would have been of those that share one now. */
export interface Described extends Pick<TelemetryBatch, "logs" | "spans"> {
	leftOut: LeftOut[];
}

/**
 * Writes the contents of logs and spans. Where a service has too many new ones, the rows that this returns share one for
 * each level: the batch itself is left as it is, for a transaction that has to begin anew.
 */
export async function writeContents(tx: Connection, { contents, logs, spans }: TelemetryBatch): Promise<Described> {
	const serviceOf = new Map<string, string>();
	for (const { templateId, service } of logs) serviceOf.set(templateId, service);
	for (const { templateId, service } of spans) if (templateId !== null) serviceOf.set(templateId, service);
	const said = [...contents.values()].map((content) => ({
		...content,
		service: serviceOf.get(content.contentId) ?? "",
	}));
	const leftOut = await writeRows<(typeof said)[number], LeftOut>(tx, insertSaidContents, said);
	if (leftOut.length === 0) return { logs, spans, leftOut };
	const ids = new Set(leftOut.map(({ id }) => id));
	const shared = new Map<string, Content>();
	const share = (...of: Parameters<typeof sharedContent>): string => {
		const content = sharedContent(...of);
		shared.set(content.contentId, content);
		return content.contentId;
	};
	const described: Described = {
		logs: logs.map((log) =>
			ids.has(log.templateId) ? { ...log, templateId: share("log", log.service, log.level) } : log,
		),
		spans: spans.map((span) =>
			ids.has(span.templateId ?? "") ? { ...span, templateId: share("span", span.service, "error") } : span,
		),
		leftOut,
	};
	await writeRows(tx, insertContents, shared.values());
	return described;
}
