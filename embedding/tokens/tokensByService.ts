/** A text that was embedded, and the service that it was first seen in. */
export interface EmbeddedText {
	service: string;
	content: string;
}

/**
 * What of a batch's tokens each service has cost: the model counts them for all of the batch, so a text is taken to have
 * as many as its length says. The parts are whole, and add up to the whole.
 */
export function tokensByService(texts: readonly EmbeddedText[], tokens: number): Map<string, number> {
	const byService = new Map<string, number>();
	const total = texts.reduce((sum, text) => sum + weight(text), 0);
	let length = 0;
	let given = 0;
	for (const text of texts) {
		length += weight(text);
		const until = Math.round((tokens * length) / total);
		byService.set(text.service, (byService.get(text.service) ?? 0) + until - given);
		given = until;
	}
	return byService;
}

/** A text without characters has tokens as well: of its beginning and its end. */
const weight = ({ content }: EmbeddedText) => Math.max(1, content.length);
