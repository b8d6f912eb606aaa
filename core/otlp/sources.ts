import { contentId } from "../contentId.ts";
import { textLimits } from "../limits.ts";
import type { Changed } from "../records/changed.ts";
import type { ResourceRecord, ScopeRecord } from "../records/resource.ts";
import { Attributes } from "./attributes.ts";
import { columnText } from "./columnText.ts";
import { keptJson } from "./keptJson.ts";
import { type KnownAttributes, knownAttributes } from "./knownAttributes.ts";
import type { InstrumentationScope, Resource } from "./tables/common.ts";

/** A resource's row, and the attributes that its records fall back to. */
export interface ResourceSource {
	row: ResourceRecord;
	known: KnownAttributes;
}

/** The row of a block's resource. Senders may leave the resource out. */
export function resourceSource(resource: Resource | null, schemaUrl: string, changed: Changed): ResourceSource {
	const { attributes, droppedAttributesCount } = resource ?? {
		attributes: new Attributes(),
		droppedAttributesCount: 0,
	};
	const environment = attributes.get("deployment.environment.name") ?? attributes.get("deployment.environment");
	const service = attributes.get("service.name");
	const hostname = attributes.get("host.name");
	const known = knownAttributes(attributes);
	const { whole, kept } = keptJson(attributes, droppedAttributesCount, changed);
	return {
		row: {
			resourceId: contentId("resource", whole, schemaUrl),
			service: columnText(service, textLimits.service) ?? "unknown_service",
			environment: columnText(environment, textLimits.environment) ?? "unknown",
			hostname: columnText(hostname, textLimits.hostname),
			attributes: kept,
			schemaUrl: columnText(schemaUrl, textLimits.schemaUrl),
		},
		known,
	};
}

/** The row of a block's instrumentation scope. */
export function scopeRow(scope: InstrumentationScope | null, schemaUrl: string, changed: Changed): ScopeRecord {
	const { name, version, attributes, droppedAttributesCount } = scope ?? NO_SCOPE;
	const { whole, kept } = keptJson(attributes, droppedAttributesCount, changed);
	return {
		scopeId: contentId("scope", name, version, whole, schemaUrl),
		name: columnText(name, textLimits.loggerName) ?? "",
		version: columnText(version, textLimits.scopeVersion),
		attributes: kept,
		schemaUrl: columnText(schemaUrl, textLimits.schemaUrl),
	};
}

const NO_SCOPE: InstrumentationScope = {
	name: "",
	version: "",
	attributes: new Attributes(),
	droppedAttributesCount: 0,
};
