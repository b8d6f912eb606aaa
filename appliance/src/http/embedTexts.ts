import type { Context } from "hono";
import type { Purpose } from "../model/tokenizer.ts";
import type { ApplianceServices, LoadedModel } from "./applianceServices.ts";
import { encodeTexts } from "./encodeTexts.ts";
import { httpLimits } from "./httpLimits.ts";
import { priorityOf } from "./priorityOf.ts";
import { unavailable } from "./refusalOf.ts";
import { withDeadline } from "./withDeadline.ts";

export interface EmbeddedTexts {
	/** Each of length 1. */
	vectors: Float32Array[];
	/** That the texts have together, special tokens included. */
	tokens: number;
}

/** The vectors of a request's texts; given up when its caller leaves, or when it takes too long. */
export async function embedTexts(
	c: Context,
	model: LoadedModel,
	texts: string[],
	purpose: Purpose,
): Promise<EmbeddedTexts> {
	const priority = priorityOf(c.req.header("priority"), { texts: texts.length, purpose });
	return withDeadline(c.req.raw.signal, httpLimits.embedMs, async (signal) => {
		const ids = await encodeTexts(model.tokenizer, { texts, purpose, signal });
		const vectors = await model.queue.embed(ids, { priority, signal });
		return { vectors, tokens: ids.reduce((sum, { length }) => sum + length, 0) };
	});
}

export function loadedModel({ model, stopping }: ApplianceServices): LoadedModel {
	if (stopping) throw unavailable("stopping", "The appliance is stopping. Send it again.");
	if (!model) throw unavailable("model_loading", "The model is being loaded. /readyz tells when it is ready.");
	return model;
}
