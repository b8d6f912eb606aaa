import { otlpLimits, pinoLimits } from "../limits.ts";
import { Attributes } from "../otlp/attributes.ts";
import { ItemBudget } from "../otlp/itemBudget.ts";
import { jsonValue } from "../otlp/jsonValue.ts";
import { OtlpDecodeError } from "../otlp/otlpDecodeError.ts";
import { parseJsonText } from "../otlp/parseJson.ts";
import type { LogRecordMessage, LogsRequest } from "../otlp/tables/logs.ts";
import { repairText } from "../text/repairText.ts";
import { groupLogs, type SourcedLog } from "./groupLogs.ts";
import { linesOf } from "./linesOf.ts";
import { EMPTY_RECORD, pinoRecord } from "./pinoRecord.ts";
import { type PinoSource, pinoSource } from "./pinoSource.ts";

/** Lines of pino as OTLP has log records, so that what becomes of them is the same. */
export interface PinoLogs {
	request: LogsRequest;
	/** All of them, those without a record too. */
	lines: number;
	/** Lines that hold no JSON object: they are kept as messages. */
	unparsed: number;
	/** Lines that held what PostgreSQL's text cannot. */
	repaired: number;
}

/**
 * Reads newline-delimited pino records. `defaults` are for records that do not say where they come from. Throws
 * OtlpDecodeError where they are too many.
 */
export function pinoLogs(body: Uint8Array, defaults: Pick<PinoSource, "service" | "environment">): PinoLogs {
	const budget = new ItemBudget({ messages: pinoLimits.records, values: otlpLimits.values });
	const logs: SourcedLog[] = [];
	const counts = { unparsed: 0, repaired: 0 };
	for (const line of linesOf(body)) {
		budget.takeMessage();
		let repairs = 0;
		const repair = (text: string) => {
			const sound = repairText(text);
			if (sound !== text) repairs += 1;
			return sound;
		};
		const fields = fieldsOf(line, { repair, take: () => budget.takeValue() });
		const source = { ...NOWHERE, ...defaults, ...(fields && pinoSource(fields)) };
		logs.push({ source, record: fields ? pinoRecord(fields) : textRecord(repair(line)) });
		if (!fields) counts.unparsed += 1;
		if (repairs > 0) counts.repaired += 1;
	}
	return { request: groupLogs(logs), lines: logs.length, ...counts };
}

const NOWHERE: PinoSource = { service: null, environment: null, hostname: null, pid: null, loggerName: null };

/** The fields of a line's JSON object; null where it holds none, or one that is too large to be a record. */
function fieldsOf(line: string, visit: Parameters<typeof jsonValue>[1]): Attributes | null {
	if (line.length > pinoLimits.line) return null;
	let json: unknown;
	try {
		json = parseJsonText(line);
	} catch (error) {
		if (error instanceof OtlpDecodeError) return null;
		throw error;
	}
	try {
		const value = jsonValue(json, visit);
		return value instanceof Attributes ? value : null;
	} catch (error) {
		if (error instanceof RangeError) return null;
		throw error;
	}
}

function textRecord(text: string): LogRecordMessage {
	return { ...EMPTY_RECORD, attributes: new Attributes(), body: text };
}
