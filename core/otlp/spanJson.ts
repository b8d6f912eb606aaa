import type { Changed } from "../records/changed.ts";
import { limitAttributes } from "./limitAttributes.ts";
import type { SpanEvent, SpanLink } from "./tables/traces.ts";
import { timestamp } from "./timestamp.ts";
import { attributesToJson } from "./valueToJson.ts";

/** JSON text `[{time, name, attributes}]` of a span's events, or null where it has none. */
export function spanEventsToJson(events: SpanEvent[], changed: Changed): string | null {
	return jsonList(events, ({ timeUnixNano, name, attributes, droppedAttributesCount }) => {
		const time = timeUnixNano === 0n ? "null" : `"${timestamp(timeUnixNano)}"`;
		const count = droppedAttributesCount + limitAttributes(attributes, changed);
		const dropped = count > 0 ? `,"droppedAttributesCount":${count}` : "";
		return `{"time":${time},"name":${JSON.stringify(name)},"attributes":${attributesToJson(attributes)}${dropped}}`;
	});
}

/** JSON text `[{traceId, spanId, attributes}]` of a span's links, or null where it has none. */
export function spanLinksToJson(links: SpanLink[], changed: Changed): string | null {
	return jsonList(links, ({ traceId, spanId, traceState, attributes, droppedAttributesCount, flags }) => {
		const dropped = droppedAttributesCount + limitAttributes(attributes, changed);
		let json = `{"traceId":"${traceId}","spanId":"${spanId}","attributes":${attributesToJson(attributes)}`;
		if (traceState !== "") json += `,"traceState":${JSON.stringify(traceState)}`;
		if (dropped > 0) json += `,"droppedAttributesCount":${dropped}`;
		if (flags !== 0) json += `,"flags":${flags}`;
		return `${json}}`;
	});
}

function jsonList<Item>(items: Item[], toJson: (item: Item) => string): string | null {
	return items.length === 0 ? null : `[${items.map(toJson).join(",")}]`;
}
