import { AgentError } from "../../core/ports/agentPort.ts";
import type { Answer } from "./readAnswer.ts";

/** Asked for again, the model would write as much again. */
export function cutOffError({ completionTokens }: Answer): AgentError {
	const message = `The model's answer was cut off after ${completionTokens} tokens. Let it have more, or ask for less.`;
	return new AgentError("cut_off", message);
}
