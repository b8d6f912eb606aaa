import { soundText } from "./soundText.ts";

/** Makes a text that somebody sent sound, and counts it where it was not. */
export function repairText(text: string): string {
	const sound = soundText(text);
	if (sound !== text) repaired += 1;
	return sound;
}

/** How many texts this process has repaired. Each decoder repairs its own, and none of them answers to another. */
export function repairedTexts(): number {
	return repaired;
}

let repaired = 0;
