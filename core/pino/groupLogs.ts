import { Attributes } from "../otlp/attributes.ts";
import type { LogRecordMessage, LogsRequest, ResourceLogs, ScopeLogs } from "../otlp/tables/logs.ts";
import type { PinoSource } from "./pinoSource.ts";

/** A record and where it comes from. */
export interface SourcedLog {
	source: PinoSource;
	record: LogRecordMessage;
}

/** Puts records under their resources and scopes, as OTLP's requests have them. */
export function groupLogs(logs: SourcedLog[]): LogsRequest {
	const resources = new Map<string, ResourceLogs>();
	const scopes = new Map<string, ScopeLogs>();
	for (const { source, record } of logs) {
		const scope = entryOf(scopes, JSON.stringify(source), () => {
			const made = scopeOf(source);
			const resource = entryOf(resources, JSON.stringify({ ...source, loggerName: null }), () => resourceOf(source));
			resource.scopeLogs.push(made);
			return made;
		});
		scope.logRecords.push(record);
	}
	return { resourceLogs: [...resources.values()] };
}

function entryOf<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
	const known = map.get(key);
	if (known !== undefined) return known;
	const made = make();
	map.set(key, made);
	return made;
}

function scopeOf({ loggerName }: PinoSource): ScopeLogs {
	const scope = { name: loggerName ?? "", version: "", attributes: new Attributes(), droppedAttributesCount: 0 };
	return { scope, logRecords: [], schemaUrl: "" };
}

function resourceOf({ service, environment, hostname, pid }: PinoSource): ResourceLogs {
	const attributes = new Attributes();
	if (service !== null) attributes.add("service.name", service);
	if (environment !== null) attributes.add("deployment.environment.name", environment);
	if (hostname !== null) attributes.add("host.name", hostname);
	if (pid !== null) attributes.add("process.pid", pid);
	return { resource: { attributes, droppedAttributesCount: 0 }, scopeLogs: [], schemaUrl: "" };
}
