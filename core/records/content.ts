export const CONTENT_KINDS = ["log", "span", "test", "lint", "build", "proposal"] as const;
/** What a searchable text is about. Part of its identity. */
export type ContentKind = (typeof CONTENT_KINDS)[number];

/** One row of `observability_embeddings` before it has its vector: a distinct masked text. */
export interface Content {
	/** Hash of kind and content. */
	contentId: string;
	kind: ContentKind;
	content: string;
}

/** How often a content was seen, by hour: one row of `template_activity`. */
export interface Activity {
	contentId: string;
	/** Start of the hour, ISO 8601. */
	bucket: string;
	service: string;
	environment: string;
	level: string;
	count: number;
	firstSeen: string;
	lastSeen: string;
}
