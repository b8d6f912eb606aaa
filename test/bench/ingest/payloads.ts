import { logsSample } from "../../support/otlp/logsSample.ts";
import type { OtlpSample } from "../../support/otlp/otlpSample.ts";

const LEVELS = [
	[9, "INFO"],
	[9, "INFO"],
	[9, "INFO"],
	[5, "DEBUG"],
	[13, "WARN"],
	[17, "ERROR"],
] as const;

/**
 * A request of `records` logs of about 300 bytes each, message and attributes, from forty statements; no two
 * `serial`s give the same bytes.
 */
export function logsPayload(records: number, serial: number): OtlpSample {
	// Of the last minute, as live traffic is.
	const start = Math.floor(Date.now() / 1000) - 60 + (serial % 60);
	return logsSample((logger) => {
		for (let index = 0; index < records; index += 1) {
			const number = serial * records + index;
			// A statement has one level, as in programs.
			const [severityNumber, severityText] = LEVELS[statementOf(number) % LEVELS.length] ?? [9, "INFO"];
			const time: [number, number] = [start, (index % 1_000_000) * 1_000];
			logger.emit({
				timestamp: time,
				observedTimestamp: time,
				severityNumber,
				severityText,
				body: sentence(number),
				attributes: {
					"http.request.method": "POST",
					"url.path": `/api/orders/${number}/items`,
					"http.response.status_code": number % 17 === 0 ? 503 : 201,
					"request.id": `6f1c2a9e-7d1b-4c1e-8000-${String(number).padStart(12, "0")}`,
					"user.id": `u-${number % 977}`,
					"server.address": "orders.internal.example.com",
					"duration.ms": (number % 4500) / 10,
				},
			});
		}
	});
}

const VERBS = ["created", "updated", "shipped", "cancelled", "refunded", "packed", "priced", "archived"];
const THINGS = ["order", "parcel", "invoice", "customer", "voucher"];

function statementOf(number: number): number {
	return number % (VERBS.length * THINGS.length);
}

function sentence(number: number): string {
	const statement = statementOf(number);
	const verb = VERBS[statement % VERBS.length];
	const thing = THINGS[Math.floor(statement / VERBS.length)];
	return `${thing} ${number} was ${verb} for customer c-${number % 977} in warehouse ${number % 13} after ${number % 450} ms`;
}
