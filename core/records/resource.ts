/** What emitted a record (OTLP Resource), stored once under the hash of its content. */
export interface ResourceRecord {
	resourceId: string;
	service: string;
	environment: string;
	hostname: string | null;
	/** JSON text of the resource attributes. */
	attributes: string;
	schemaUrl: string | null;
}

/** Which instrumentation emitted a record (OTLP InstrumentationScope), stored once under the hash of its content. */
export interface ScopeRecord {
	scopeId: string;
	name: string;
	version: string | null;
	/** JSON text of the scope attributes. */
	attributes: string;
	schemaUrl: string | null;
}
