import { textLimits } from "../limits.ts";
import { emptyBatch, type TelemetryBatch } from "../records/batch.ts";
import type { Changed } from "../records/changed.ts";
import type { LogRecord } from "../records/log.ts";
import { logContent } from "../templates/logContent.ts";
import { cutText } from "../text/cutText.ts";
import { clientErrors } from "./clientErrors.ts";
import { columnText } from "./columnText.ts";
import { spanIdOf, traceIdOf } from "./ids.ts";
import { DROPPED_ATTRIBUTES } from "./keptJson.ts";
import { knownAttributes } from "./knownAttributes.ts";
import { level } from "./level.ts";
import { limitAttributes, limitValue } from "./limitAttributes.ts";
import { logMessage } from "./logMessage.ts";
import { type ResourceSource, resourceSource, scopeRow } from "./sources.ts";
import type { LogRecordMessage, LogsRequest } from "./tables/logs.ts";
import { timestamp, timestampOfDate } from "./timestamp.ts";
import { traceFlags } from "./traceFlags.ts";
import { attributesToJson, type ExtraMembers } from "./valueToJson.ts";

/** Rows of an export request of logs. A record without a time of its own gets `receivedAt`. */
export function logRows(request: LogsRequest, { receivedAt }: { receivedAt: Date }): TelemetryBatch {
	const batch = emptyBatch();
	const now = timestampOfDate(receivedAt);
	for (const { resource, scopeLogs, schemaUrl } of request.resourceLogs) {
		const source = resourceSource(resource, schemaUrl, batch.changed);
		batch.resources.set(source.row.resourceId, source.row);
		for (const block of scopeLogs) {
			const scope = scopeRow(block.scope, block.schemaUrl, batch.changed);
			batch.scopes.set(scope.scopeId, scope);
			const loggerName = scope.name === "" ? null : scope.name;
			for (const record of block.logRecords) {
				batch.logs.push(logRow(record, source, scope.scopeId, loggerName, now, batch));
			}
		}
	}
	return batch;
}

function logRow(
	record: LogRecordMessage,
	source: ResourceSource,
	scopeId: string,
	scopeName: string | null,
	now: string,
	batch: TelemetryBatch,
): LogRecord {
	const known = knownAttributes(record.attributes);
	const inherited = source.known;
	const errorType = columnText(known.errorType, textLimits.errorType);
	const errorMessage = columnText(known.errorMessage, textLimits.errorMessage);
	const errorStack = columnText(known.errorStack, textLimits.errorStack);
	const message = cutText(logMessage(record.body, record.eventName, errorType, errorMessage), textLimits.message);
	const content = logContent({ message, errorType, errorMessage, errorStack });
	batch.contents.set(content.contentId, content);
	const { timeUnixNano, observedTimeUnixNano, severityNumber, severityText } = record;
	const observed = observedTimeUnixNano === 0n ? null : timestamp(observedTimeUnixNano);
	if (timeUnixNano === 0n && observed === null) batch.timed = false;
	const dropped = record.droppedAttributesCount + limitAttributes(record.attributes, batch.changed);
	const recordLevel = level(severityNumber, severityText);
	return {
		timestamp: timeUnixNano === 0n ? (observed ?? now) : timestamp(timeUnixNano),
		observedTimestamp: observed,
		service: source.row.service,
		environment: source.row.environment,
		hostname: source.row.hostname,
		requestId: columnText(known.requestId ?? inherited.requestId, textLimits.requestId),
		userId: columnText(known.userId ?? inherited.userId, textLimits.userId),
		level: recordLevel,
		severityNumber: isSeverity(severityNumber) ? severityNumber : null,
		severityText: severityText.toLowerCase() === recordLevel ? null : columnText(severityText, textLimits.severityText),
		message,
		loggerName: scopeName ?? columnText(known.loggerName, textLimits.loggerName),
		eventName: columnText(record.eventName, textLimits.eventName),
		context: attributesToJson(record.attributes, extraMembers(record, dropped, batch.changed)),
		errorType,
		errorMessage,
		errorStack,
		clientErrors: clientErrors(known.clientErrors),
		traceId: traceIdOf(record.traceId),
		spanId: spanIdOf(record.spanId),
		templateId: content.contentId,
		resourceId: source.row.resourceId,
		scopeId,
	};
}

/** What a structured body is kept as. */
const BODY = "log.body";

/** The numbers that OTLP defines; 0 is none. */
function isSeverity(number: number): boolean {
	return number >= 1 && number <= 24;
}

/** What of a record has neither an attribute nor a column. */
function extraMembers(record: LogRecordMessage, dropped: number, changed: Changed): ExtraMembers | undefined {
	const { body, severityNumber, traceId, spanId } = record;
	const flags = traceFlags(record.flags);
	const structured = typeof body === "object" && body !== null;
	const badIds = (traceId !== "" && traceIdOf(traceId) === null) || (spanId !== "" && spanIdOf(spanId) === null);
	const oddSeverity = severityNumber !== 0 && !isSeverity(severityNumber);
	if (!structured && dropped === 0 && flags === undefined && !badIds && !oddSeverity) return undefined;
	const extra: ExtraMembers = {};
	if (structured) {
		extra[BODY] = limitValue(body);
		if (extra[BODY] !== body) changed.attribute_cut += 1;
	}
	if (dropped > 0) extra[DROPPED_ATTRIBUTES] = dropped;
	if (flags !== undefined) extra["otel.trace_flags"] = flags;
	if (oddSeverity) extra["otel.severity_number"] = severityNumber;
	if (badIds) extra["otel.invalid_ids"] = [traceId, spanId];
	return extra;
}
