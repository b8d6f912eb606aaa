import type { ResourceRecord, ScopeRecord } from "../../core/records/resource.ts";
import { id, insertFromArrays, json, text } from "./unnest.ts";

export const insertResources = insertFromArrays<ResourceRecord>(
	"resources",
	[
		id("resource_id", (resource) => resource.resourceId),
		text("service", (resource) => resource.service),
		text("environment", (resource) => resource.environment),
		text("hostname", (resource) => resource.hostname),
		json("attributes", (resource) => resource.attributes),
		text("schema_url", (resource) => resource.schemaUrl),
	],
	{ key: ["resource_id"], onlyNew: true, touch: true, suffix: "ON CONFLICT DO NOTHING" },
);

export const insertScopes = insertFromArrays<ScopeRecord>(
	"scopes",
	[
		id("scope_id", (scope) => scope.scopeId),
		text("name", (scope) => scope.name),
		text("version", (scope) => scope.version),
		json("attributes", (scope) => scope.attributes),
		text("schema_url", (scope) => scope.schemaUrl),
	],
	{ key: ["scope_id"], onlyNew: true, touch: true, suffix: "ON CONFLICT DO NOTHING" },
);
