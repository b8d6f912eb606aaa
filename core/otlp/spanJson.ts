import type { SpanEvent, SpanLink } from "./tables/traces.ts";
import { timestamp } from "./timestamp.ts";
import { attributesToJson } from "./valueToJson.ts";

/** JSON text `[{time, name, attributes}]` of a span's events, or null where it has none. */
export function spanEventsToJson(events: SpanEvent[]): string | null {
	return jsonList(events, ({ timeUnixNano, name, attributes, droppedAttributesCount }) => {
		const time = timeUnixNano === 0n ? "null" : `"${timestamp(timeUnixNano)}"`;
		const dropped = droppedAttributesCount > 0 ? `,"droppedAttributesCount":${droppedAttributesCount}` : "";
		return `{"time":${time},"name":${JSON.stringify(name)},"attributes":${attributesToJson(attributes)}${dropped}}`;
	});
}

/** JSON text `[{traceId, spanId, attributes}]` of a span's links, or null where it has none. */
export function spanLinksToJson(links: SpanLink[]): string | null {
	return jsonList(links, ({ traceId, spanId, traceState, attributes, droppedAttributesCount, flags }) => {
		let json = `{"traceId":"${traceId}","spanId":"${spanId}","attributes":${attributesToJson(attributes)}`;
		if (traceState !== "") json += `,"traceState":${JSON.stringify(traceState)}`;
		if (droppedAttributesCount > 0) json += `,"droppedAttributesCount":${droppedAttributesCount}`;
		if (flags !== 0) json += `,"flags":${flags}`;
		return `${json}}`;
	});
}

function jsonList<Item>(items: Item[], toJson: (item: Item) => string): string | null {
	return items.length === 0 ? null : `[${items.map(toJson).join(",")}]`;
}
