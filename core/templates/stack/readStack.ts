import { templateLimits } from "../templateLimits.ts";
import { frameTexts } from "./frameTexts.ts";
import { parseStack } from "./parseStack.ts";

/** A text that holds a stack trace, or may. */
export interface Stack {
	/** What is said besides the frames. */
	message: string;
	/** In-app frames, the one that failed first, without what differs from deployment to deployment. */
	frames: string[];
}

/** Takes a stack trace apart, of whichever language it is. A text without one is all message. */
export function readStack(text: string): Stack {
	const { message, frames } = parseStack(text);
	return { message, frames: frameTexts(frames.slice(0, templateLimits.frames)) };
}
