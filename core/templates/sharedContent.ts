import { contentId } from "../contentId.ts";
import type { Content, ContentKind } from "../records/content.ts";

/** The content that a service's further logs or spans of a level have where they would make too many new ones. */
export function sharedContent(kind: ContentKind, service: string, level: string): Content {
	const content = `one of too many different ${kind}s of ${service}, level ${level}`;
	return { contentId: contentId(kind, content), kind, content };
}
