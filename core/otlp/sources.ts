import { contentId } from "../contentId.ts";
import { textLimits } from "../limits.ts";
import type { ResourceRecord, ScopeRecord } from "../records/resource.ts";
import { Attributes } from "./attributes.ts";
import { columnText } from "./columnText.ts";
import { type KnownAttributes, knownAttributes } from "./knownAttributes.ts";
import type { InstrumentationScope, Resource } from "./tables/common.ts";
import { canonicalJson } from "./valueToJson.ts";

/** A resource's row, and the attributes that its records fall back to. */
export interface ResourceSource {
	row: ResourceRecord;
	known: KnownAttributes;
}

/** The row of a block's resource. Senders may leave the resource out. */
export function resourceSource(resource: Resource | null, schemaUrl: string): ResourceSource {
	const attributes = withDropped(resource?.attributes ?? new Attributes(), resource?.droppedAttributesCount ?? 0);
	const json = canonicalJson(attributes);
	const environment = attributes.get("deployment.environment.name") ?? attributes.get("deployment.environment");
	return {
		row: {
			resourceId: contentId("resource", json, schemaUrl),
			service: columnText(attributes.get("service.name"), textLimits.service) ?? "unknown_service",
			environment: columnText(environment, textLimits.environment) ?? "unknown",
			hostname: columnText(attributes.get("host.name"), textLimits.hostname),
			attributes: json,
			schemaUrl: columnText(schemaUrl, textLimits.schemaUrl),
		},
		known: knownAttributes(attributes),
	};
}

/** The row of a block's instrumentation scope. */
export function scopeRow(scope: InstrumentationScope | null, schemaUrl: string): ScopeRecord {
	const { name, version, attributes, droppedAttributesCount } = scope ?? NO_SCOPE;
	const json = canonicalJson(withDropped(attributes, droppedAttributesCount));
	return {
		scopeId: contentId("scope", name, version, json, schemaUrl),
		name: columnText(name, textLimits.loggerName) ?? "",
		version: columnText(version, textLimits.scopeVersion),
		attributes: json,
		schemaUrl: columnText(schemaUrl, textLimits.schemaUrl),
	};
}

const NO_SCOPE: InstrumentationScope = {
	name: "",
	version: "",
	attributes: new Attributes(),
	droppedAttributesCount: 0,
};

function withDropped(attributes: Attributes, dropped: number): Attributes {
	if (dropped > 0) attributes.add(DROPPED_ATTRIBUTES, dropped);
	return attributes;
}

/** The specification's name for a count of dropped attributes where there is no field for it. */
export const DROPPED_ATTRIBUTES = "otel.dropped_attributes_count";
