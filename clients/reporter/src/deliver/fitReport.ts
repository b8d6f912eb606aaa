import type { SentCiReport } from "../../../../core/report/ciReport.ts";

/**
 * The report as JSON, no larger than the server takes: where it is, the texts of failures are cut, further and further.
 * Tests are never left out.
 */
export function fitReport(report: SentCiReport): string {
	let body = JSON.stringify(report);
	for (const limit of TEXT_LIMITS) {
		if (Buffer.byteLength(body) <= MAX_BYTES) break;
		body = JSON.stringify(report, (_key, value) =>
			typeof value === "string" && value.length > limit ? `${value.slice(0, limit)}…` : value,
		);
	}
	return body;
}

/** The server takes 32 MiB after inflation. */
const MAX_BYTES = 30 * 1024 * 1024;

/** No shorter than names of tests and files are. */
const TEXT_LIMITS = [64 * 1024, 16 * 1024, 4 * 1024, 1024];
